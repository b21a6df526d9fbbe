// Package cloud is adit's storages of a ledger's log on AWS and Google Cloud, in
// a module of its own since what they need is many times what adit needs:
//
//	go build -overlay overlay.json -o adit adit/cmd/adit
//
// builds adit with them: overlay.json lays _adit/storages.go over its main
// package, which cannot be imported. Packages aws and gcp say what their
// addresses are, storagetest what they must do.
package cloud
