package brief

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

func open(t testing.TB) (*atlas.Atlas, *highs.Solver) {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return a, s
}

func usa(t testing.TB) *Answer {
	t.Helper()
	a, s := open(t)
	b, err := Run(context.Background(), a, s, Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every mineral of the US lists is either ranked or named as missing, shares
// are shares, bounds hold them, and the ranking is one.
func TestBrief(t *testing.T) {
	b := usa(t)
	a, _ := open(t)
	for _, id := range slices.Concat(listed(a, "us-2022"), listed(a, "us-2025")) {
		ranked := slices.ContainsFunc(b.Minerals, func(m Mineral) bool { return m.ID == id })
		named := slices.ContainsFunc(b.Missing, func(m Missing) bool { return m.Mineral == id })
		if !ranked && !named {
			t.Errorf("%s is neither ranked nor missing", id)
		}
	}
	for i, m := range b.Minerals {
		if m.Dependence < 0 || m.Dependence > 1+1e-9 || m.SupplyT <= 0 || m.Judgement == "" {
			t.Errorf("%s: dependence %g, supply %g, judgement %q", m.ID, m.Dependence, m.SupplyT, m.Judgement)
		}
		if i > 0 && m.Dependence > b.Minerals[i-1].Dependence {
			t.Errorf("%s stands behind %s", m.ID, b.Minerals[i-1].ID)
		}
		if *m.Mined.Low > m.Mined.Share || *m.Mined.High < m.Mined.Share {
			t.Errorf("%s: mined %g outside [%g, %g]", m.ID, m.Mined.Share, *m.Mined.Low, *m.Mined.High)
		}
	}
	if m := b.Minerals[0]; m.Dependence < 0.9 {
		t.Errorf("the most dependent mineral is %s with %g", m.ID, m.Dependence)
	}
	if list := b.ByLoss(3); list[0].loss() < list[1].loss() || list[1].loss() < list[2].loss() {
		t.Error("losses are not ranked")
	}
}

// Every country can be the point of view: none of the answers fails. Australia
// and Slovakia once did, on the rounding of a solver.
func TestOtherCountries(t *testing.T) {
	a, s := open(t)
	for _, country := range []adit.PlaceID{"AUS", "SVK", "CHN"} {
		b, err := Run(context.Background(), a, s, Question{Country: country, Against: []adit.PlaceID{"CHN"}, Year: 2024})
		if err != nil {
			t.Errorf("%s: %v", country, err)
			continue
		}
		for _, m := range b.Missing {
			if m.Kind == "failed" {
				t.Errorf("%s: %s: %s", country, m.Mineral, m.Why)
			}
		}
	}
}

// The known through-partner case: little gallium comes from China at face
// value (18% of imports, MCS 2026), most of it was made there.
func TestGalliumThroughPartners(t *testing.T) {
	b := usa(t)
	i := slices.IndexFunc(b.Minerals, func(m Mineral) bool { return m.ID == "gallium" })
	m := b.Minerals[i]
	if m.FaceValue < 0.175 || m.FaceValue > 0.185 || m.Mined.Share < 0.5 || m.Derived < 0.99 {
		t.Errorf("gallium: face value %g, mined %g, derived %g", m.FaceValue, m.Mined.Share, m.Derived)
	}
	for _, partner := range []string{"Canada", "Japan", "Germany"} {
		if !strings.Contains(m.Judgement, partner) {
			t.Errorf("judgement does not name %s: %s", partner, m.Judgement)
		}
	}
}

// The claims come out as facts/README says they do.
func TestClaims(t *testing.T) {
	b := usa(t)
	want := map[string]string{
		"China share of REE mining":                                              contradicted,
		"China share of REE processing":                                          inPart,
		"China top producer in 11 of 12 defense minerals (not arsenic trioxide)": contradicted,
		"US net import reliance gallium":                                         reproduced,
		"US net import reliance germanium":                                       inPart,
		"US net import reliance antimony":                                        inPart,
		"12 of 50 at 100% and 29 more over 50%":                                  inPart,
	}
	for _, c := range b.Claims {
		if c.Verdict != want[c.Statement] || c.Ours == "" || c.Others == "" || c.Source == "" {
			t.Errorf("%q: %s, ours %q, others %q, source %q", c.Statement, c.Verdict, c.Ours, c.Others, c.Source)
		}
		delete(want, c.Statement)
	}
	if len(want) > 0 {
		t.Errorf("claims not made: %v", want)
	}
}

// The same request gives the same bytes, whatever order the minerals finish in.
func TestSameBytes(t *testing.T) {
	one, err := json.Marshal(usa(t))
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(usa(t))
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(two) {
		t.Error("two briefs differ")
	}
}

// A quick brief has the shares and bounds of the whole one, to the bit, and says of all it
// leaves out that it does not know, never that there is none.
func TestQuick(t *testing.T) {
	a, s := open(t)
	quick, err := Run(context.Background(), a, s, Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]Mineral{}
	for _, m := range usa(t).Minerals {
		whole[m.ID] = m
	}
	if !quick.Quick || len(quick.Minerals) != len(whole) || len(quick.CutOffs)+len(quick.Partners) != 0 {
		t.Fatalf("quick %v, %d minerals of %d, %d cut-offs, %d partners", quick.Quick, len(quick.Minerals), len(whole), len(quick.CutOffs), len(quick.Partners))
	}
	for _, m := range quick.Minerals {
		w := whole[m.ID]
		if m.Dependence != w.Dependence || *m.Mined.Low != *w.Mined.Low || *m.Processed.High != *w.Processed.High || m.FaceValue != w.FaceValue || m.Reliance != w.Reliance || m.Unknown != w.Unknown {
			t.Errorf("%s: quick %+v, whole %+v", m.ID, m, w)
		}
		if m.Loss != nil || strings.Contains(m.Judgement, "unmet") {
			t.Errorf("%s: tells what was not computed: %+v", m.ID, m)
		}
	}
}

// A cancelled brief ends with the context's error.
func TestCancelled(t *testing.T) {
	a, s := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Run(ctx, a, s, Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0%", 0.001: "<1%", 0.5: "50%", 0.999: ">99%", 1: "100%"} {
		if got := percent(share); got != want {
			t.Errorf("percent(%g) = %s, want %s", share, got, want)
		}
	}
}

func ExampleRun() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		fmt.Println(err)
		return
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer solver.Close()
	b, err := Run(context.Background(), a, solver, Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range b.Minerals {
		if m.ID == "gallium" {
			fmt.Printf("%s: %.0f%% of imports at face value, %.0f%% of supply mined in China\n", m.Name, 100*m.FaceValue, 100*m.Mined.Share)
		}
	}
	// Output: Gallium: 18% of imports at face value, 82% of supply mined in China
}
