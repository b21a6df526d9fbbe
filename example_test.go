package adit_test

import (
	"fmt"
	"os"
	"strings"

	"adit"
)

func ExampleReadNetwork() {
	f, err := os.Open("testdata/cobalt.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	net, err := adit.ReadNetwork(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range net.Processes {
		fmt.Printf("%s in %s: %g t of at most %g t\n", p.ID, p.Place, p.Activity, p.Limit())
	}
	// Output:
	// mine CD in COD: 100 t of at most 110 t
	// refinery CN in CHN: 90 t of at most 120 t
}

func ExampleNetwork_Index() {
	net := &adit.Network{
		Lanes:   []adit.Lane{{ID: "CD-CN", Material: "cobalt/ore", From: "COD", To: "CHN", Flow: 90}},
		Demands: []adit.Demand{{ID: "stock", Place: "CHN", Material: "cobalt/ore", Amount: 90}},
	}
	index := net.Index()
	at := index.At(adit.Node{Material: "cobalt/ore", Place: "CHN"})
	fmt.Println(index.Nodes[at], "has", len(index.Links[at].Inbound), "lane in and", len(index.Links[at].Demands), "demand")
	// Output: cobalt/ore@CHN has 1 lane in and 1 demand
}

func ExamplePlaceID_Covers() {
	fmt.Println(adit.PlaceID("USA").Covers("USA/stibnite"), adit.PlaceID("USA/stibnite").Covers("USA"))
	// Output: true false
}

func ExampleMaterialID_Matches() {
	fmt.Println(adit.MaterialID("gallium/primary").Matches("gallium/"), adit.MaterialID("gallium/primary").Matches("gallium"))
	// Output: true false
}

func ExampleNearest() {
	fmt.Println(adit.Nearest("galium", []string{"gallium", "germanium", "cobalt"}))
	fmt.Println(adit.Nearest("korea", []string{"North Korea", "South Korea", "Kenya"}))
	// Output:
	// [gallium]
	// [North Korea South Korea]
}

func ExampleNetwork_Unfed() {
	net := &adit.Network{Lanes: []adit.Lane{
		{ID: "a", Material: "cobalt/ore", From: "AAA", To: "BBB", Flow: 5},
		{ID: "b", Material: "cobalt/ore", From: "BBB", To: "AAA", Flow: 5},
	}}
	fmt.Println(net.Unfed())
	// Output: [cobalt/ore@AAA cobalt/ore@BBB]
}

func ExampleReadScenario() {
	s, err := adit.ReadScenario(strings.NewReader(`{"start": "2025", "periods": 8, "period": "quarter",
		"disruptions": [{"lanes": {"from": "CHN", "material": "gallium/"}, "path": [[0, 0], [12, 1]], "until": "2026-06"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &s.Disruptions[0]
	for _, period := range []int{0, 2, 5, 6} {
		fmt.Printf("%s begins at %g\n", s.Label(period), d.At(s.First(period), s.Start, s.End()))
	}
	// Output:
	// 2025-Q1 begins at 0
	// 2025-Q3 begins at 0.5
	// 2026-Q2 begins at 1
	// 2026-Q3 begins at 1
}

func ExampleReadScenario_faults() {
	_, err := adit.ReadScenario(strings.NewReader(`{"start": "2025", "periods": 12, "disruptions": [{"lanes": {"frm": "CHN"}, "until": "2024"}]}`))
	fmt.Println(err)
	// Output:
	// $.disruptions[0].lanes.frm: unknown-key: unknown key "frm" (did you mean from?)
	// $.disruptions[0]: no-effect: does nothing (give factor, path, quota_t or add_usd_per_t)
	// $.disruptions[0]: outside-run: ends in 2024-12, and the run starts in 2025-01 (mend the dates, or start earlier)
}

func ExampleReadEnsemble() {
	_, err := adit.ReadEnsemble(strings.NewReader(`{"periods": 12, "scenarios": [
		{"name": "ban", "probability": 0.1, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]}]}`))
	fmt.Println(err)
	// Output:
	// $.scenarios: probabilities: probabilities sum to 0.1 (make them sum to 1; that nothing happens is a case too: {"name": "nothing happens", "probability": …})
}
