package world

import (
	"context"
	"testing"

	"adit/exposure"
)

// E4 of all minerals for all countries, both views, on networks that are there.
// Target: ≤ 0.2 s.
func BenchmarkTraceAll(b *testing.B) {
	networks := builtWorld(b).networks
	b.ReportAllocs()
	columns := 0
	for b.Loop() {
		columns = 0
		for _, n := range networks {
			for _, as := range views(n) {
				o, err := exposure.Trace(context.Background(), n.Network, as...)
				if err != nil {
					b.Fatal(err)
				}
				columns += len(o.Nodes)
			}
		}
	}
	b.ReportMetric(float64(len(networks)), "networks")
	b.ReportMetric(float64(columns), "columns")
}
