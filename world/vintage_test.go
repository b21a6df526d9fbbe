package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/reconcile"
)

// asOfDates are the days on which the licences of the back-tests began, the
// latest USGS edition before each, and the year whose trade it takes.
var asOfDates = []struct {
	date, edition string
	year          adit.Year
	trade         string
}{
	{"2023-08-01", "usgs-mcs-2023", 2022, "2022"},
	{"2024-09-15", "usgs-mcs-2024", 2023, "2022"},
	{"2025-02-04", "usgs-mcs-2025", 2024, "2024"},
	{"2025-04-04", "usgs-mcs-2025", 2024, "2024"},
}

var restricted = []string{"antimony", "dysprosium", "gallium", "germanium", "graphite", "rare_earths", "tungsten", "yttrium"}

// Networks of the minerals that were restricted build from what was known
// before; they balance, and rest on nothing later that they do not declare.
func TestNetworksAsOf(t *testing.T) {
	b := builtWorld(t)
	var out strings.Builder
	for _, c := range asOfDates {
		view, err := b.atlas.AsOf(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := CountedYear(view); got != c.year {
			t.Errorf("as of %s the latest year counted is %d, want %d", c.date, got, c.year)
		}
		w := New(view, c.year)
		for _, m := range restricted {
			n, err := w.Build(context.Background(), m, b.solver)
			if err != nil {
				t.Errorf("as of %s: %v", c.date, err)
				continue
			}
			if err := reconcile.Check(n.Network); err != nil {
				t.Errorf("%s as of %s: %v", m, c.date, err)
			}
			checkLimits(t, n)
			checkDeclared(t, view, n, c.date)
			fmt.Fprintf(&out, "\n%s as of %s, %d\n", m, c.date, n.Year)
			for _, f := range n.Forms {
				fmt.Fprintf(&out, "  %s: %.4g t (%.0f%% known), flows %.4g t; %s; %s; makers %v\n", f.Material, f.World, 100*f.Coverage(), f.Flows, f.Source, f.Trade, n.Makers(f.Material, 3))
			}
			for _, v := range n.Vintage {
				fmt.Fprintf(&out, "    %s\n", v)
			}
			checkEdition(t, n, c.edition, c.date)
		}
	}
	t.Log(out.String())
}

// checkDeclared: every figure was out before the date, or the vintage names its
// source with the reason.
func checkDeclared(t *testing.T, view *atlas.Atlas, n *Network, date string) {
	t.Helper()
	figures := figuresOf(n)
	for _, id := range strings.Fields(figures[0] + " " + figures[len(figures)-1]) { // finding a figure reads its whole table
		if _, err := view.Whole().Find(id); err != nil {
			t.Errorf("%s as of %s: %v", n.Mineral, date, err)
		}
	}
	declared := map[string]bool{}
	for _, v := range n.Vintage {
		declared[v.Source+" "+v.Year] = v.Later()
		if v.Standing == atlas.Later && v.What != unitsOfFlows && !strings.HasSuffix(v.What, ": "+unitsOfFlows) {
			t.Errorf("%s as of %s: %s rests on %s of %s, published %s", n.Mineral, date, v.What, v.Source, v.Year, v.Published)
		}
	}
	for _, ids := range figures {
		for id := range strings.FieldsSeq(ids) {
			source, _, _ := strings.Cut(id, ":")
			published := view.Published(source)
			known := published != "" && published < date
			if later, told := declared[source+" "+atlas.YearIn(id)]; !known && !(told && later) {
				t.Errorf("%s as of %s: %s was published %q, and is not declared", n.Mineral, date, id, published)
			}
		}
	}
}

func figuresOf(n *Network) []string {
	set := map[string]bool{}
	for i := range n.Processes {
		set[n.Processes[i].Observed.Figure] = true
	}
	for i := range n.Lanes {
		set[n.Lanes[i].Observed.Figure] = true
	}
	delete(set, "")
	var all []string
	for f := range set {
		all = append(all, f)
	}
	slices.Sort(all)
	return all
}

// checkEdition: no output is of another edition of the USGS.
func checkEdition(t *testing.T, n *Network, edition, date string) {
	t.Helper()
	for _, v := range n.Vintage {
		if v.What == "output" && strings.HasPrefix(v.Source, "usgs") && v.Source != edition {
			t.Errorf("%s as of %s: output of %s rests on %s, want %s", n.Mineral, date, v.Material, v.Source, edition)
		}
	}
}

// The value of a flow of 2022 over the unit value of the same pair in 2024, with
// the ids of both: antimony metal from Viet Nam to the United States.
func TestUnitValueFlow(t *testing.T) {
	b := builtWorld(t)
	w, err := NewAsOf(b.atlas, 2022, "2023-08-01")
	if err != nil {
		t.Fatal(err)
	}
	n, err := w.Build(context.Background(), "antimony", b.solver)
	if err != nil {
		t.Fatal(err)
	}
	l := lane(t, n, "antimony/metal VNM>USA")
	ids := strings.Fields(l.Observed.Figure)
	if len(ids) != 3 || !strings.HasPrefix(ids[0], "baci-value-2022:") || !strings.HasPrefix(ids[1], "baci-2024:") || !strings.HasSuffix(ids[2], ".mass_t") {
		t.Fatalf("rests on %q", ids)
	}
	var v [3]float64
	for i, id := range ids {
		found, err := b.atlas.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		v[i] = found.Figure().Value
	}
	want := v[0] / (v[1] / v[2]) * 0.9965
	if math.Abs(float64(l.Flow)-want) > 0.01*want || l.Observed.Basis != adit.Derived {
		t.Errorf("%g t, %s; want %g t, derived", l.Flow, l.Observed.Basis, want)
	}
	if r := float64(l.Observed.High / l.Observed.Low); math.Abs(r-9) > 1e-6 { // unit-value-spread 3 both ways
		t.Errorf("bounds are a factor of %g apart, want 9", r)
	}
	e, err := n.Explain(l.ID)
	if err != nil || !strings.Contains(e.Rule, "values over unit values of 2024") {
		t.Errorf("%q, %v", e.Rule, err)
	}
}

// Without a date nothing is hidden and nothing is told; with one far ahead the
// network is the same.
func TestAsOfTheFuture(t *testing.T) {
	b := builtWorld(t)
	w, err := NewAsOf(b.atlas, 2024, "2030")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{"antimony", "gallium"} {
		n, err := w.Build(context.Background(), m, b.solver)
		if err != nil {
			t.Fatal(err)
		}
		was := b.network(t, m)
		var got, want bytes.Buffer
		if n.Write(&got) != nil || was.Write(&want) != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%s as of 2030 differs from %s", m, m)
		}
		if was.Vintage != nil || len(n.Vintage) == 0 {
			t.Errorf("%s: %d notes without a date, %d with one", m, len(was.Vintage), len(n.Vintage))
		}
	}
}

// What is not there is said with the date.
func TestMissingAsOf(t *testing.T) {
	b := builtWorld(t)
	w, err := NewAsOf(b.atlas, 2024, "2024-09-15")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Build(context.Background(), "antimony", b.solver)
	var missing *MissingError
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "published before 2024-09-15") {
		t.Error(err)
	}
	if _, err := NewAsOf(b.atlas, 2024, "soon"); err == nil {
		t.Error("soon is taken for a date")
	}
}
