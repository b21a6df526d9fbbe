package main

import (
	"adit/cloud/aws"
	"adit/cloud/gcp"
	"adit/ledger/journal"
)

func init() {
	journal.Register("aws", aws.Open)
	journal.Register("gcp", gcp.Open)
}
