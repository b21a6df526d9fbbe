package atlas

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"testing"
)

// The archive in the binary holds exactly the tables of data/.
func TestEmbedded(t *testing.T) {
	disk, zipped := os.DirFS("data"), Embedded()
	want, err := fs.Glob(disk, "*/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	got, err := fs.Glob(zipped, "*/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Errorf("archive holds %d tables, data/ %d: run go generate ./atlas", len(got), len(want))
	}
	for _, name := range want {
		a, _ := fs.ReadFile(disk, name)
		b, err := fs.ReadFile(zipped, name)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs from the archive (%v): run go generate ./atlas", name, err)
		}
	}
}

// Packing twice gives the same bytes.
func TestPackDeterministic(t *testing.T) {
	var a, b bytes.Buffer
	if err := Pack(&a, os.DirFS("data")); err != nil {
		t.Fatal(err)
	}
	if err := Pack(&b, os.DirFS("data")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two packings differ")
	}
}

func TestNames(t *testing.T) {
	a, err := Open(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for spelling, want := range map[string]string{
		"Congo (Kinshasa)": "COD", "cod": "COD", "Korea, Republic of": "KOR", "Côte d’Ivoire": "CIV",
		"Burma": "MMR", "türkiye": "TUR", "US": "USA", "Other Asia, nes": "TWN",
	} {
		if got, err := a.Places().Find(spelling); got != want {
			t.Errorf("place %q = %q, %v; want %s", spelling, got, err, want)
		}
	}
	for spelling, want := range map[string]string{"Ga": "gallium", "wolfram": "tungsten", "Rare earths": "rare_earths", "columbium": "niobium"} {
		if got, err := a.Minerals().Find(spelling); got != want {
			t.Errorf("mineral %q = %q, %v; want %s", spelling, got, err, want)
		}
	}
	if _, err := a.Places().Find("Atlantis"); err == nil {
		t.Error("Atlantis is a country")
	}
}

// The rows about a mineral are those of the table that name it, in its order.
func TestAbout(t *testing.T) {
	a, err := Open(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, mineral := range []string{"gallium", "copper", "unobtainium"} {
		var want []string
		for r := range a.Rows("production") {
			if r.Get("mineral") == mineral {
				want = append(want, r.Where())
			}
		}
		var got []string
		for r := range a.About("production", mineral) {
			got = append(got, r.Where())
		}
		if !slices.Equal(got, want) || len(want) == 0 != (mineral == "unobtainium") {
			t.Errorf("%s: %d rows, want %d", mineral, len(got), len(want))
		}
	}
}
