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
	o, err := d.All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("all", time.Since(t0), len(o.Rows))
	for _, p := range o.Partners[:12] {
		fmt.Printf("%+v\n", p)
	}
	for _, p := range strings.Fields("CAN AUS UKR KAZ UZB TJK COD ZMB GRL BRA JPN KOR") {
		t0 = time.Now()
		pg, err := d.Page(ctx, adit.PlaceID(p))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(p, time.Since(t0), len(pg.Minerals), len(pg.Projects), len(pg.Ties), len(pg.Missing))
	}
}
