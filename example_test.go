package adit_test

import (
	"fmt"
	"os"

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
	// Output: [gallium]
}

func ExampleNetwork_Unfed() {
	net := &adit.Network{Lanes: []adit.Lane{
		{ID: "a", Material: "cobalt/ore", From: "AAA", To: "BBB", Flow: 5},
		{ID: "b", Material: "cobalt/ore", From: "BBB", To: "AAA", Flow: 5},
	}}
	fmt.Println(net.Unfed())
	// Output: [cobalt/ore@AAA cobalt/ore@BBB]
}
