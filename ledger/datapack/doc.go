// Package datapack reads the official files of standards, JSON schemas and
// JSON-LD contexts, from a folder or a zip that the user downloaded: their
// licences do not let adit carry them.
//
//	pack, err := datapack.Open("epcis-2.0.zip")
//	schema, err := pack.Schema("EPCIS-JSON-Schema.json")
//	err = schema.Check(document) // adit.Faults, each with its place
//
// Nothing is fetched: a reference to a file that is not in the pack is an
// error that says which.
package datapack
