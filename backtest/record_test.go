package backtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// flat is a model that says nothing ever happens.
func flat(_ context.Context, e Event) (Path, error) {
	p := Path{Vintage: []string{"USGS MCS"}}
	for range e.Months() {
		p.Outside, p.Inside = append(p.Outside, 1), append(p.Inside, 1)
		p.Exports, p.ExportsT = append(p.Exports, 1), append(p.ExportsT, 23502)
	}
	return p, nil
}

// A model that says that nothing happens misses all but what must not happen,
// and nothing is dropped.
func TestRecordOfNothing(t *testing.T) {
	events, _ := Events(openAtlas(t))
	rec, err := Run(context.Background(), events, flat)
	if err != nil {
		t.Fatal(err)
	}
	checks := 0
	for _, e := range events {
		checks += len(e.Checks)
	}
	if len(rec.Results) != len(events) || rec.Hits+rec.Misses+rec.NotTestable != checks {
		t.Errorf("%d results of %d events; %d + %d + %d checks of %d", len(rec.Results), len(events), rec.Hits, rec.Misses, rec.NotTestable, checks)
	}
	hits := map[string]bool{}
	for _, r := range rec.Results {
		for _, v := range r.Checks {
			if v.Outcome == Hit {
				hits[r.ID+": "+v.Check] = true
			}
		}
	}
	for _, want := range []string{"GRAPHITE-2023: price outside ..+30% month 12", "GRAPHITE-2023: exports 10000t.. by 3", "DY-2025: price inside -15%..+15% within 1", "REE-VOL-2025: exports 0%.. mean 0-8"} {
		if !hits[want] {
			t.Errorf("%s is no hit; hits: %v", want, hits)
		}
	}
	if len(hits) != 4 {
		t.Errorf("hits: %v", hits)
	}
}

// Without a prediction an event stays in the record, with the reason; the end of
// the context ends the run.
func TestRecordWithoutPrediction(t *testing.T) {
	events, _ := Events(openAtlas(t))
	rec, err := Run(context.Background(), events, func(context.Context, Event) (Path, error) { return Path{}, errors.New("no network") })
	if err != nil || rec.Hits+rec.Misses != 0 || len(rec.Results) != len(events) {
		t.Errorf("%v; %+v", err, rec)
	}
	for _, r := range rec.Results {
		for _, v := range r.Checks {
			if v.Why == "" {
				t.Errorf("%s: %s does not say why", r.ID, v.Check)
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, events, flat); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The record is JSON whatever is unknown, and the table has one row a check.
func TestRecordWrites(t *testing.T) {
	events, _ := Events(openAtlas(t))
	rec, err := Run(context.Background(), events, func(ctx context.Context, e Event) (Path, error) {
		p, _ := flat(ctx, e)
		p.Outside[0] = math.NaN()
		return p, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"results"`, `"observed_price_change_pct":113.6`, `"predicted_price_change_pct"`, `"verdict"`, `"not_testable"`, `"vintage":["USGS MCS"]`} {
		if !bytes.Contains(data, []byte(key)) {
			t.Errorf("no %s in the JSON", key)
		}
	}
	var page bytes.Buffer
	if err := rec.Markdown(&page); err != nil {
		t.Fatal(err)
	}
	width := 0
	for line := range strings.Lines(page.String()) {
		if !strings.HasPrefix(line, "|") {
			width = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if width == 0 {
			width = n
		}
		if n != width {
			t.Errorf("%d cells, want %d: %s", n-1, width-1, line)
		}
	}
	for _, id := range []string{"GA-2023", "NDPR-FLOOR", "GA-HS6-TRAP", "RH-SIM"} {
		if strings.Count(page.String(), "| "+id+" |") != 1 || strings.Count(page.String(), "\n### "+id+": ") != 1 {
			t.Errorf("%s is not once in the table and once a section", id)
		}
	}
}

func ExampleCheck_Judge() {
	checks, err := ParseRule("price outside +80%.. within 3; price inside < outside")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := Path{Outside: []float64{1.2, 1.6, 2.1, 1.9}, Inside: []float64{1, 0.9, 0.9, 1}}
	for _, c := range checks {
		v := c.Judge(p)
		fmt.Printf("%s: %+.0f %s in month %d, a %s\n", c, *v.Predicted, v.Unit, v.Months[0], v.Outcome)
	}
	// Output:
	// price outside +80%.. within 3: +110 % in month 2, a hit
	// price inside < outside: -120 % in month 2, a hit
}
