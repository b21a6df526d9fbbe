package partner

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

func TestScratch(t *testing.T) {
	a, _ := atlas.Open(atlas.Embedded())
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	t0 := time.Now()
	q := Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024}
	if m := os.Getenv("MIN"); m != "" {
		q.Minerals = strings.Split(m, ",")
	}
	d, err := Open(ctx, a, s, q)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("open", time.Since(t0), d.since, d.on, len(d.nets))
	t0 = time.Now()
	for _, m := range d.minerals() {
		t1 := time.Now()
		b, err := d.Mineral(ctx, m)
		if err != nil {
			fmt.Println(m, err)
			continue
		}
		fmt.Printf("== %s dep %.3f supply %.0f loss %v  %v\n", m, b.Before.Before, b.Supply, deref(b.Loss), time.Since(t1))
		for _, r := range b.Rows {
			if r.Relief == nil {
				continue
			}
			x := r.Relief
			l := ""
			if x.Loss != nil {
				l = fmt.Sprintf("N1 %.3f→%.3f first %.3f→%.3f", x.Loss.Shared, x.Loss.SharedWith, x.Loss.ServedFirst, x.Loss.ServedWith)
			}
			fmt.Printf("  %s out %.3f front %v made %.0f displ %.0f stuck %.0f unfed %.0f  dep %.3f→%.3f/%.3f mined %.3f→%.3f proc %.3f→%.3f %s", r.Place, r.Output, r.Front, x.Made, x.Displaced, x.Stuck, x.Unfed, x.Dependence.Before, x.Dependence.Shared, x.Dependence.All, x.Mined.Before, x.Mined.All, x.Processed.Before, x.Processed.All, l)
			for _, ad := range r.Additions {
				fmt.Printf(" [%s sp %.0f idle %.0f proj %.0f exp30 %.0f fed %.0f]", ad.Material, ad.Spare, ad.Idle, ad.Projects, ad.Expected["2030"], ad.fed["2030"])
			}
			fmt.Println()
		}
	}
	fmt.Println("boards", time.Since(t0))
}
func deref(p *float64) any {
	if p == nil {
		return nil
	}
	return *p
}
