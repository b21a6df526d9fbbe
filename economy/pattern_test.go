package economy_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/economy"
)

func pattern(t *testing.T, mineral string, place adit.PlaceID) *economy.Pattern {
	t.Helper()
	p, err := economy.Uses(world(), mineral, place)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whose shares are taken: those of the United States where they are whole, the
// world's for germanium (US shares end in 1995 and sum to 55), the group's for
// light rare earths.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		mineral    string
		place      adit.PlaceID
		from, area string
		year       adit.Year
		basis      adit.Basis
	}{
		{"gallium", "USA", "gallium", "US", 2024, adit.Assumption},
		{"germanium", "USA", "germanium", "World", 2012, adit.Derived},
		{"Ga", "EU27", "gallium", "EU27", 2020, adit.Estimated},
		{"rare_earths_light", "USA", "rare_earths", "US", 2024, adit.Assumption},
		{"erbium", "USA", "erbium", "EU27", 2020, adit.Derived},   // the world's uses have no industry
		{"terbium", "USA", "terbium", "EU27", 2020, adit.Derived}, // 89% of the world's is phosphors, by nobody known
		{"lithium", "JPN", "lithium", "World", 2024, adit.Assumption},
		{"helium", "USA", "", "", 0, adit.Unknown},
	} {
		p := pattern(t, c.mineral, c.place)
		if p.From != c.from || p.Region != c.area || p.Year != c.year || p.Basis != c.basis {
			t.Errorf("%s in %s: shares of %s in %s %d (%s), want %s in %s %d (%s)", c.mineral, c.place, p.From, p.Region, p.Year, p.Basis, c.from, c.area, c.year, c.basis)
		}
	}
	if _, err := economy.Uses(world(), "unobtainium", "USA"); err == nil {
		t.Error("an unknown mineral has uses")
	}
}

// Every mineral of the atlas has uses whose shares sum to 1, and every loss of
// them can be computed.
func TestEveryPattern(t *testing.T) {
	band, err := economy.Assumed(world())
	if err != nil {
		t.Fatal(err)
	}
	s := accounts().Session(solver())
	defer s.Close()
	for r := range world().Rows("minerals") {
		p, sum := pattern(t, r.Get("mineral"), "USA"), 0.0
		for _, u := range p.Uses {
			sum += u.Share
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("%s: shares sum to %g", p.Mineral, sum)
		}
		l := lose(t, s, p.Lose(0.5), band.Base)
		unknown := 0.0
		for _, u := range l.Unattributed {
			unknown += u.Share
		}
		if p.Region == "" {
			continue
		}
		t.Logf("%-16s %-6s %d %-10s direct %6.2f total %6.2f bn USD, not attributed %3.0f%% %s", p.Mineral, p.Region, p.Year, p.Basis, l.Direct/1e9, l.Total/1e9, 100*unknown, p.Note)
	}
}

// Europe: M EUR of the study times the rate; a sector never loses more than its
// value added; what has no sector is not attributed.
func TestEurope(t *testing.T) {
	e, err := accounts().Europe(world())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range e.Sectors {
		if s.Code == "C26" {
			near(t, "C26", float64(s.ValueAdded), 77000e6*e.Rate, 1)
		}
	}
	t.Log(strings.Join(e.Conflicts, "\n"))
	for _, m := range []string{"gallium", "cobalt", "tungsten", "germanium"} {
		l, err := e.Direct(pattern(t, m, "EU27").Lose(1), economy.Dependence{Share: 1, Residual: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range l.Industries {
			if s.Direct > s.ValueAdded {
				t.Errorf("%s loses %g of %g", s.Code, s.Direct, s.ValueAdded)
			}
		}
		t.Logf("%s: at most %.2f bn USD, %v; %s", m, l.Direct/1e9, l.Unattributed, l.Note)
	}
}

func TestCovers(t *testing.T) {
	for place, want := range map[adit.PlaceID]string{"USA": "direct and total", "EU27": "direct only", "DEU": "not computed", "CHN": "not computed"} {
		if got := economy.Covers(place).String(); got != want {
			t.Errorf("%s: %s, want %s", place, got, want)
		}
	}
}

// --set replaces an assumption, and its band with it.
func TestSet(t *testing.T) {
	band, err := economy.Assumed(world())
	if err != nil {
		t.Fatal(err)
	}
	a, err := world().With(map[string]float64{band.Base.Figures[0]: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	set, err := economy.Assumed(a)
	if err != nil || set.Low.Share != 0.2 || set.High.Share != 0.2 {
		t.Errorf("%+v, %v", set, err)
	}
	var unknown *adit.UnknownError
	if _, err := world().With(map[string]float64{"adit:assumptions:need": 1}); !errors.As(err, &unknown) {
		t.Error(err)
	}
}
