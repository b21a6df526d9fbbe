package atlas

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func openEmbedded(t testing.TB) *Atlas {
	t.Helper()
	a, err := Open(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Of the editions of the USGS a view holds those that were out: that of 2025
// came on 31 January 2025.
func TestAsOfEditions(t *testing.T) {
	a := openEmbedded(t)
	for date, want := range map[string][]string{
		"2023-01-31": nil, "2023-08-01": {"usgs-mcs-2023"}, "2024-09-15": {"usgs-mcs-2023", "usgs-mcs-2024"},
		"2025-01-31": {"usgs-mcs-2023", "usgs-mcs-2024"}, "2025-02": {"usgs-mcs-2023", "usgs-mcs-2024", "usgs-mcs-2025"},
		"2027": {"usgs-mcs-2023", "usgs-mcs-2024", "usgs-mcs-2025", "usgs-mcs-2026"},
	} {
		b, err := a.AsOf(date)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for r := range b.Rows("production") {
			if s := r.Get("source"); !slices.Contains(got, s) && !strings.HasSuffix(s, "-t5") {
				got = append(got, s)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("as of %s: %v, want %v", date, got, want)
		}
	}
}

// Nothing that a view shows was published on its date or later, unless its
// standing says why it is there; and no row tells of a time that was not over.
func TestAsOfHidesWhatCameLater(t *testing.T) {
	a := openEmbedded(t)
	const date = "2024-09-15"
	b, err := a.AsOf(date)
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[string]int{}
	for _, s := range Schemas {
		shown := 0
		for r := range b.Rows(s.Name) {
			shown++
			published, year := a.Published(r.Get("source")), r.Get("year")
			standing := b.Standing(r)
			if published >= "2024-09-15" && !slices.Contains([]Standing{Timeless, Parameter, LaterRelease}, standing) {
				t.Fatalf("%s is shown as %s, and was published %s", r.Where(), standing, published)
			}
			if year > "2023" && standing != Timeless && standing != Parameter {
				t.Fatalf("%s tells of %s and is shown as %s", r.Where(), year, standing)
			}
		}
		all := 0
		for range a.Rows(s.Name) {
			all++
		}
		hidden[s.Name] = all - shown
	}
	for _, table := range []string{"facilities", "import_shares", "backtests", "stage_shares"} {
		if hidden[table] == 0 {
			t.Errorf("%s is shown, and was compiled later", table)
		}
	}
	for _, table := range []string{"chain", "assumptions", "places", "minerals", "distances", "elasticities"} {
		if hidden[table] != 0 {
			t.Errorf("%d rows of %s are hidden", hidden[table], table)
		}
	}
}

// A later release of an earlier year is told from what was out, and from what
// nobody can date.
func TestStandings(t *testing.T) {
	b, err := openEmbedded(t).AsOf("2023-08-01")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]Standing{
		"usgs-mcs-2023:production:gallium/primary/refinery/CHN/production/2022": Known,
		"usgs-mcs-2024:production:gallium/primary/refinery/CHN/production/2022": Later,
		"baci-value-2022:trade:hs2017/811010/reconciled/THA/USA/2022":           LaterRelease,
		"baci-2024:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t":          Later,
		"comext:trade:cn8/81129289/import/CHN/DEU/2022":                         Undated,
		"comext:trade:cn8/81129289/import/CHN/DEU/2023":                         Later,
		"adit:assumptions:world-germanium":                                      Parameter,
	} {
		if got := b.StandingOf(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if b.Whole().StandingOf("baci-2024:trade:x/2024.mass_t") != Known {
		t.Error("without a view something is not known")
	}
	if !slices.Contains(b.Undated(), "comext") || slices.Contains(b.Undated(), "usgs-mcs-2023") {
		t.Errorf("undated: %v", b.Undated())
	}
}

// A month or a year that only says so much is over with its last day, and a date
// that is one of them begins with its first.
func TestAsOfDates(t *testing.T) {
	for _, c := range []struct {
		published, date string
		known           bool
	}{
		{"2023-03", "2023-03-31", false}, {"2023-03", "2023-04-01", true}, {"2023", "2023-12-31", false}, {"2023", "2024", true},
		{"2025-01-31", "2025-01-31", false}, {"2025-01-31", "2025-02", true}, {"2025-01-31", "2025", false}, {"", "2025", false},
	} {
		v := &view{first: firstDay(c.date)}
		if v.before(c.published) != c.known {
			t.Errorf("published %q, as of %s: known is %v", c.published, c.date, !c.known)
		}
	}
	a, err := Open(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	for _, date := range []string{"", "24", "2024-13", "yesterday", "2024-09-15T00"} {
		if _, err := a.AsOf(date); err == nil {
			t.Errorf("%q is taken for a date", date)
		}
	}
}

// A view of a view is one of the whole; figures set for a run stay set, and what
// is hidden cannot be set.
func TestAsOfOverrides(t *testing.T) {
	const id = "usgs-mcs-2023:production:gallium/primary/refinery/CHN/production/2022"
	early, err := openEmbedded(t).AsOf("2023-08-01")
	if err != nil {
		t.Fatal(err)
	}
	set, err := early.With(map[string]float64{id: 400})
	if err != nil {
		t.Fatal(err)
	}
	found, err := set.Find(id)
	if err != nil || found.Figure().Value != 400 || set.Date() != "2023-08-01" {
		t.Errorf("%v as of %q: %v", found, set.Date(), err)
	}
	if _, err := early.With(map[string]float64{"baci-2024:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t": 1}); err == nil {
		t.Error("a figure that was not known can be set")
	}
	late, err := early.AsOf("2027")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Find("baci-2024:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t"); err != nil {
		t.Error(err)
	}
}
