package stress_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"adit/backtest"
	"adit/stress"
)

// docs/backtests.md is what the replay of all events says, misses included.
func TestBackTestRecord(t *testing.T) {
	a := bundled()
	events, faults := backtest.Events(a)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	rec, err := backtest.Run(context.Background(), events, func(ctx context.Context, e backtest.Event) (backtest.Path, error) {
		return stress.Replay(ctx, a, solver(), e)
	})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	got.WriteString(backtestHead)
	if err := rec.Markdown(&got); err != nil {
		t.Fatal(err)
	}
	const file = "../docs/backtests.md"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Errorf("%s is not what the replay says: read the difference after go test ./stress -run TestBackTestRecord -update", file)
	}
}

const backtestHead = `# Back-tests

Every event of table backtests, replayed from what was known before it (docs/decisions/0018), with the assumptions that all events
share: ` + "`adit shock --backtest`" + ` prints the same. No parameter is fitted to an event, and a miss stays a miss. What the misses have in
common: a month without exports meets stocks of assumed size and the demand elasticity of a year, so prices outside rise too far and
too fast; users who stocked up between announcement and start, and trade that went around a licence, are not in the model.

`
