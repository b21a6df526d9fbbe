package main

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"adit/server/webtest"
)

const smallPlan = "/plan?minerals=gallium&budget=20000000&by=2030&stock=no"

// The frontier on the plan page is that of the command line; its handle is moved
// with the keys and the mouse, snaps to plans that were found, says what they cost,
// and asks for one. What is beside it changes with the plan.
func TestPlanFrontier(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	drawn := `document.querySelector("[data-chart=gap-gallium] svg") && document.querySelector("[data-chart=places] svg") && !document.querySelector("[aria-busy]")`
	tab.Go(smallPlan)
	tab.Until(drawn)
	if told := webtest.Eval[string](tab, `document.querySelector(".told").textContent`); told != "20 M USD: the plan shown. " {
		t.Errorf("before the frontier is asked for it says %q", told)
	}
	webtest.Eval[any](tab, `[...document.querySelectorAll("#frontier button")].find(b => b.textContent.startsWith("What does")).click()`)
	tab.Until(`location.search.includes("frontier=") && document.querySelectorAll("[data-chart=frontier] svg rect").length >= 8`)
	_, data := tab.Download("[data-chart=frontier] [data-download=csv]")
	rows := csvRows(t, data)[1:]
	top := rows[len(rows)-1][0]
	type point struct {
		Budget    float64 `json:"budget_usd"`
		Objective float64 `json:"objective_usd"`
	}
	want := fromCommand[struct{ Frontier []point }](t, "plan", "--minerals", "gallium", "--budget", "2e7", "--by", "2030", "--no-stockpile", "--frontier", "8", "--frontier-to", top).Frontier
	if len(rows) != len(want) || len(want) != 8 || want[7].Budget <= 2e7 {
		t.Fatalf("%d budgets on the page, %d at the command line, up to %s", len(rows), len(want), top)
	}
	for i, w := range want {
		if got, err := strconv.ParseFloat(rows[i][2], 64); err != nil || math.Abs(got-w.Objective) > 1e-6*w.Objective {
			t.Errorf("within %g: %s on the page, %g at the command line", w.Budget, rows[i][2], w.Objective)
		}
	}
	handle := `#frontier [role=slider]`
	now := func() float64 {
		return webtest.Eval[float64](tab, `Number(document.querySelector("`+handle+`").getAttribute("aria-valuenow"))`)
	}
	tab.Focus(handle)
	tab.Press(kb.ArrowLeft)
	below := 0.0
	for _, w := range want {
		if w.Budget < 2e7-1 {
			below = w.Budget
		}
	}
	if got := now(); math.Abs(got-below) > 1 {
		t.Errorf("a step to the left is %g, the plan below is within %g", got, below)
	}
	tab.Press(kb.End)
	if got := now(); math.Abs(got-want[7].Budget) > 1 {
		t.Errorf("at the end it is %g, not %g", got, want[7].Budget)
	}
	box := webtest.Eval[[]float64](tab, `(() => { const b = document.querySelector("`+handle+`").getBoundingClientRect(), s = document.querySelector("#frontier svg").getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2, s.x + 62]; })()`)
	drag(tab, box[0], box[1], box[2]+2, box[1])
	if got := now(); math.Abs(got-want[0].Budget) > 1 {
		t.Errorf("dragged to the left it is %g, not %g", got, want[0].Budget)
	}
	if told := webtest.Eval[string](tab, `document.querySelector(".told").textContent`); !strings.Contains(told, "more") || !strings.Contains(told, "Each further million") {
		t.Errorf("it says %q", told)
	}
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("[data-change]") && location.search.includes("budget=` + strconv.FormatFloat(want[0].Budget, 'f', -1, 64) + `") && ` + drawn)
	if n := webtest.Eval[int](tab, `document.querySelectorAll("[data-chart=frontier] svg rect").length`); n < 8 {
		t.Errorf("the frontier has %d steps after another budget was chosen", n)
	}
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

// The plan's files are those that the command line writes, and its command is whole.
func TestPlanFiles(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go(smallPlan + "&country=DEU")
	tab.Until(`document.querySelector("[data-export=json]") && !document.querySelector("[aria-busy]")`)
	if line := webtest.Eval[string](tab, `document.querySelector(".command code").textContent`); line != "adit plan --minerals gallium --budget 20000000 --by 2030 --no-stockpile --time-limit 60s --country DEU --against CHN" {
		t.Errorf("the command line is %s", line)
	}
	_, data := tab.Download("[data-export=json]")
	var shown struct {
		Objective float64 `json:"objective_usd"`
	}
	if err := json.Unmarshal(data, &shown); err != nil || shown.Objective <= 0 {
		t.Errorf("the answer is %g USD, %v", shown.Objective, err)
	}
	files := fromCommand[planFilesOut](t, "plan", "--minerals", "gallium", "--budget", "2e7", "--by", "2030", "--no-stockpile", "--country", "DEU", "--files")
	over := webtest.Eval[string](tab, `fetch("/api/v1/plan?files=true&minerals=gallium&budget=20000000&by=2030&no-stockpile=true&country=DEU").then(r => r.json()).then(x => JSON.stringify(x.candidates))`)
	if one, two := compact(t, files.Candidates), compact(t, []byte(over)); one != two {
		t.Errorf("the candidates differ:\n%.300s\n%.300s", one, two)
	}
}

func compact(t *testing.T, data []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Who cuts and whom is chosen by name, and what is no name is said.
func TestShockNames(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/shock?months=3")
	tab.Until(shockDrawn)
	if who := webtest.Eval[string](tab, `document.querySelector("input[name=from]").value`); who != "China" {
		t.Errorf("who cuts is %q", who)
	}
	tab.Focus("input[name=to]")
	tab.Press("united states")
	tab.Focus("input[name=from]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("China, russia" + kb.Enter)
	tab.Until(`decodeURIComponent(location.search).includes("from=CHN,RUS&to=USA") && ` + shockDrawn)
	if line := webtest.Eval[string](tab, `document.querySelector(".command code").textContent`); line != "adit shock gallium --scenario scenario.json --country USA --against CHN" {
		t.Errorf("the command line is %s", line)
	}
	sameAsCommandLine(t, tab)
	tab.Focus("input[name=from]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("Atlantis" + kb.Enter)
	tab.Until(`document.querySelector(".job .problem")`)
	if words := webtest.Eval[string](tab, `document.querySelector(".job .problem").textContent`); !strings.Contains(words, "Atlantis") {
		t.Errorf("of Atlantis it says %q", words)
	}
}

// The tornado is that of the command line, and stands below its button.
func TestShockTornado(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/shock?months=3")
	tab.Until(shockDrawn)
	tab.Click("#tornado button")
	tab.Until(`document.querySelector("[data-chart=tornado] svg")`)
	_, data := tab.Download("[data-chart=tornado] [data-download=csv]")
	rows := csvRows(t, data)[1:]
	tornado := fromCommand[struct {
		Tornado []struct {
			Name string `json:"name"`
			Low  struct {
				Lost float64 `json:"value_added_usd"`
			} `json:"low"`
			High struct {
				Lost float64 `json:"value_added_usd"`
			} `json:"high"`
		} `json:"tornado"`
	}](t, "shock", "gallium", "--for", "3mo", "--tornado").Tornado
	if len(rows) == 0 || len(rows) != min(12, len(tornado)) {
		t.Fatalf("%d inputs on the page, %d at the command line", len(rows), len(tornado))
	}
	for _, r := range rows {
		found := false
		for _, b := range tornado {
			low, _ := strconv.ParseFloat(r[3], 64)
			high, _ := strconv.ParseFloat(r[4], 64)
			found = found || b.Name == r[0] && math.Abs(low-b.Low.Lost) <= 1e-6*math.Abs(b.Low.Lost) && math.Abs(high-b.High.Lost) <= 1e-6*math.Abs(b.High.Lost)
		}
		if !found {
			t.Errorf("the command line has no such swing: %q", r)
		}
	}
	for _, v := range tab.Violations() {
		t.Errorf("axe: %s: %s: %v", v.ID, v.Help, v.Nodes)
	}
}

// The record of past events is that of the command line; its progress stands beside
// its button.
func TestShockRecord(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/shock?months=1")
	tab.Until(shockDrawn)
	tab.Click("#record button")
	tab.Until(`document.querySelector("#record .job button:not([hidden])") || document.querySelector("#record table")`)
	tab.Until(`document.querySelector("#record table")`)
	record := fromCommand[struct {
		Hits    int               `json:"hits"`
		Misses  int               `json:"misses"`
		Results []json.RawMessage `json:"results"`
	}](t, "shock", "--backtest")
	text := webtest.Eval[string](tab, `document.querySelector("#record").textContent`)
	if record.Hits == 0 || !strings.Contains(text, strconv.Itoa(record.Hits)+" hits, "+strconv.Itoa(record.Misses)+" misses") {
		t.Errorf("%d hits and %d misses at the command line; the page says %.200s", record.Hits, record.Misses, text)
	}
	if n := webtest.Eval[int](tab, `document.querySelectorAll("#record tbody tr").length`); n == 0 || n > len(record.Results) {
		t.Errorf("%d events on the page, %d at the command line", n, len(record.Results))
	}
	for _, v := range tab.Violations() {
		t.Errorf("axe: %s: %s: %v", v.ID, v.Help, v.Nodes)
	}
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}
