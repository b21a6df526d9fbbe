// Package cbc solves the mixed-integer programs of package lp with CBC, by cgo, as
// a second opinion in tests: another code, by other authors, that must come to the
// same objective. It gives no duals.
//
// It is empty unless built with the tag cbc, which needs a C compiler and Debian's
// coinor-libcbc-dev, or what other systems call it:
//
//	go test -tags cbc ./lp/cbc ./plan
package cbc
