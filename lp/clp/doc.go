// Package clp solves the linear programs of package lp with CLP, by cgo, as a
// second opinion in tests: another code, by other authors, that must come to the
// same objective. It has no integer variables.
//
// It is empty unless built with the tag clp, which needs a C compiler and Debian's
// coinor-libclp-dev, or what other systems call it:
//
//	go test -tags clp ./lp/clp
package clp
