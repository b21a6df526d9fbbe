package adit

import "testing"

// 5 t are mined, 8 t leave, with or without a stock; 4 t more are wanted where
// they arrive.
func TestShort(t *testing.T) {
	n := &Network{
		Processes: []Process{{ID: "m", Place: "AAA", Outputs: []Part{{"x", 0.5}}, Activity: 10}},
		Lanes:     []Lane{{ID: "a", Material: "x", From: "AAA", To: "BBB", Flow: 8}},
		Demands:   []Demand{{ID: "d", Place: "BBB", Material: "x", Amount: 12}},
		Stocks:    []Stock{{ID: "s", Place: "AAA", Material: "x", Level: 3}},
	}
	got := n.Short()
	want := []Shortfall{
		{Node: Node{"x", "AAA"}, Comes: 5, Goes: 8, Stock: 3},
		{Node: Node{"x", "BBB"}, Comes: 8, Demand: 12},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("short of %+v, want %+v", got, want)
	}
	n.Lanes[0].Flow, n.Demands[0].Amount = 5, 5
	if got := n.Short(); len(got) != 0 {
		t.Errorf("short of %+v, want nothing: it balances", got)
	}
}
