package worldbank

import (
	"testing"

	"adit/internal/importtest"
)

func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, Importer, importtest.Files(t, "data/prices"))
	for _, f := range res.Faults {
		t.Log(f)
	}
	for _, tb := range res.Tables {
		t.Log(tb.Schema.Name, len(tb.Rows))
	}
}
