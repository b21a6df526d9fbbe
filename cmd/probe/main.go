package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/lp/highs"
	"adit/world"
)

func main() {
	t0 := time.Now()
	a, _ := atlas.Open(atlas.Embedded())
	s, _ := highs.New(highs.Config{})
	fmt.Println("open", time.Since(t0))
	t0 = time.Now()
	w := world.New(a, 2024)
	fmt.Println("world", time.Since(t0))
	ms := os.Args[1:]
	all := len(ms) == 0
	if all {
		ms = world.Minerals(a)
	}
	var tb, te time.Duration
	for _, m := range ms {
		t0 = time.Now()
		n, err := w.Build(context.Background(), m, s)
		tb += time.Since(t0)
		if err != nil {
			fmt.Println(m, err)
			continue
		}
		t0 = time.Now()
		targets := []adit.MaterialID{n.Target}
		if !all {
			targets = append(targets, n.Refined...)
		}
		for _, target := range targets {
			q := exposure.Question{Place: "USA", Material: target, Against: []adit.PlaceID{"CHN"}, ProcessedAs: n.Refined[0], Bounds: true, NMinus1: []exposure.Kind{exposure.Countries}, Paths: 5}
			ans, err := exposure.Run(context.Background(), n.Network, q, s)
			if err != nil {
				fmt.Println(m, target, err)
				continue
			}
			d := time.Since(t0)
			te += d
			fmt.Printf("%-34s %8.4g t face %.2f mined %.2f [%.2f %.2f] proc %.2f [%.2f %.2f] ", target, ans.SupplyT, ans.Against.FaceValueShare, ans.Against.Mined.Share, *ans.Against.Mined.Low, *ans.Against.Mined.High, ans.Against.Processed.Share, *ans.Against.Processed.Low, *ans.Against.Processed.High)
			for i, l := range ans.NMinus1 {
				if i < 2 {
					fmt.Printf("%s %.2f/%.2f ", l.Place, l.ServedFirst, l.Shared)
				}
			}
			fmt.Println(d.Round(time.Millisecond))
			if !all {
				fmt.Println("   ", ans.Judgement)
				fmt.Println("    face", ans.FaceValue[:min(6, len(ans.FaceValue))])
				for _, x := range ans.LookThrough.Mined[:min(6, len(ans.LookThrough.Mined))] {
					fmt.Printf("    mined %s %.3f [%.2f %.2f]\n", x.Place, x.Share, *x.Low, *x.High)
				}
				for _, r := range ans.Through.Mined[:min(9, len(ans.Through.Mined))] {
					fmt.Printf("    via %s from %s %.4g t %s:", r.Supplier, r.Origin, r.Tonnes, r.Basis)
					for _, st := range r.Path {
						fmt.Printf(" %s>%s %s %.4g;", st.From, st.To, st.Material, st.Tonnes)
					}
					fmt.Println()
				}
			}
			t0 = time.Now()
		}
	}
	fmt.Println("build", tb, "exposure", te)
}
