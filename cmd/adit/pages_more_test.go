package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"adit/server/webtest"
)

const shockDrawn = `document.querySelector("[data-chart=price-gallium] svg") && !document.querySelector("[aria-busy]") && document.querySelector("[role=status]").textContent === ""`

// sameAsCommandLine compares the charts of a shock with what the command line
// says of the scenario that the page saves.
func sameAsCommandLine(t *testing.T, tab *webtest.Tab) {
	t.Helper()
	href := webtest.Eval[string](tab, `decodeURIComponent(document.querySelector("a[download='scenario.json']").href)`)
	_, scenario, _ := strings.Cut(href, ",")
	file := filepath.Join(t.TempDir(), "scenario.json")
	if err := os.WriteFile(file, []byte(scenario), 0o644); err != nil {
		t.Fatal(err)
	}
	want := fromCommand[struct {
		Views []struct {
			Periods []struct {
				Period string   `json:"period"`
				Ratio  *float64 `json:"price_ratio"`
				Stock  float64  `json:"stock_t"`
			} `json:"periods"`
		} `json:"views"`
	}](t, "shock", "gallium", "--scenario", file).Views[0].Periods
	_, data := tab.Download("[data-chart=price-gallium] [data-download=csv]")
	rows := csvRows(t, data)[1:]
	if len(rows) != len(want) {
		t.Fatalf("%d months on the page, %d at the command line", len(rows), len(want))
	}
	for i, w := range want {
		got, err := strconv.ParseFloat(rows[i][1], 64)
		if rows[i][0] != w.Period || (w.Ratio == nil) != (err != nil) || w.Ratio != nil && math.Abs(got-*w.Ratio) > 1e-9*math.Abs(*w.Ratio) {
			t.Errorf("%s: %q on the page, %s %v at the command line", rows[i][0], rows[i][1], w.Period, w.Ratio)
		}
	}
}

// A shock is built with the keyboard alone; its address holds all of it, and its
// numbers are those of the command line.
func TestShockByKeyboard(t *testing.T) {
	b, base := webtest.Start(t), serveTest(t)
	tab := b.Open(t, base, webtest.View{})
	tab.Go("/shock?months=6")
	tab.Until(shockDrawn)
	tab.Focus(".path-editor [role=slider]")
	for range 4 {
		tab.Press(kb.ArrowUp)
	}
	if now := webtest.Eval[string](tab, `document.activeElement.getAttribute("aria-valuetext")`); now != "20% passes in month 0" {
		t.Errorf("after four steps up: %s", now)
	}
	tab.Focus("input[name=months]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("9" + kb.Enter)
	tab.Until(`location.search.includes("months=9") && ` + shockDrawn)
	if path := tab.Path(); !strings.Contains(path, "path=0%3A0.2") || !strings.Contains(path, "minerals=gallium") {
		t.Errorf("the address is %s", path)
	}
	sameAsCommandLine(t, tab)
	lead := `document.querySelector(".lead").textContent`
	first := webtest.Eval[string](tab, lead)
	shared := b.Open(t, base, webtest.View{})
	shared.Go(tab.Path())
	shared.Until(shockDrawn)
	if again := webtest.Eval[string](shared, lead); again != first {
		t.Errorf("the shared address says %q, not %q", again, first)
	}
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

// drag moves the mouse, pressed, from one point of the page to another.
func drag(tab *webtest.Tab, x0, y0, x1, y1 float64) {
	left := chromedp.Button("left")
	tab.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x0, y0, left, chromedp.ClickCount(1)),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, (x0+x1)/2, (y0+y1)/2, left),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x1, y1, left),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x1, y1, left, chromedp.ClickCount(1)))
}

// A path is dragged with the mouse; a shock that was kept is drawn beside the
// next, and a run can be stopped.
func TestShockByMouse(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/shock?months=6&path=0:0,3:0.2")
	tab.Until(shockDrawn)
	at := webtest.Eval[[]float64](tab, `(() => { const b = document.querySelectorAll(".path-editor [role=slider]")[1].getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()`)
	up := webtest.Eval[float64](tab, `document.querySelector(".path-editor svg").getBoundingClientRect().y + 14`)
	drag(tab, at[0], at[1], at[0], up)
	if now := webtest.Eval[string](tab, `document.querySelectorAll(".path-editor [role=slider]")[1].getAttribute("aria-valuetext")`); now != "100% passes in month 3" {
		t.Errorf("dragged to the top: %s", now)
	}
	tab.Click(".shock-form button[type=submit]")
	tab.Until(`decodeURIComponent(location.search).includes("path=0:0,3:1") && ` + shockDrawn)
	sameAsCommandLine(t, tab)
	webtest.Eval[any](tab, `[...document.querySelectorAll("button")].find(b => b.textContent.startsWith("Keep")).click()`)
	tab.Until(`location.search.includes("than=") && ` + shockDrawn + ` && [...document.querySelectorAll("[data-chart=price-gallium] text")].some(x => x.textContent === "kept")`)
	webtest.Eval[any](tab, `document.querySelector("input[name=months]").value = "31"; document.querySelector(".shock-form").requestSubmit(); [...document.querySelectorAll("button")].find(b => b.textContent === "Stop").click()`)
	tab.Until(`document.querySelector("[role=status]").textContent === "Stopped."`)
}

// Money stands on a country's page by state, as the command line has it, and is
// added up nowhere.
func TestPartnersPage(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/partners/AGO")
	tab.Until(`document.querySelector(".money") && document.querySelector("[data-chart=actions] svg")`)
	type total struct {
		Rows   int     `json:"rows"`
		Amount float64 `json:"m_usd"`
	}
	want := fromCommand[struct {
		Finance struct{ Totals map[string]total }
	}](t, "partners", "AGO").Finance.Totals
	if len(want) == 0 || want["committed"].Rows == 0 {
		t.Fatal("the command line knows no commitment in Angola: choose another country")
	}
	for _, state := range []string{"letter", "committed", "disbursed"} {
		text := webtest.Eval[string](tab, `document.querySelector("[data-state=`+state+`]").textContent`)
		shown := strconv.FormatFloat(want[state].Amount, 'g', 4, 64) + " M USD"
		if want[state].Rows == 0 {
			shown = "none on record"
		}
		if !strings.HasPrefix(text, shown) {
			t.Errorf("%s: %q on the page, %q at the command line", state, text, shown)
		}
	}
	tab.Focus("input[name=subject]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("antimony" + kb.Enter)
	tab.Until(`document.querySelector("[data-chart=antimony-partners] svg")`)
	board := fromCommand[struct {
		Board struct {
			Partners []struct {
				Place string
				Front bool
			}
		}
	}](t, "partners", "antimony").Board.Partners
	front := 0
	for _, p := range board {
		if p.Front {
			front++
		}
	}
	if n := webtest.Eval[int](tab, `[...document.querySelectorAll("table.plain td:first-child")].filter(x => x.textContent.startsWith("●")).length`); n != front || n == 0 {
		t.Errorf("%d partners are marked, %d at the command line", n, front)
	}
	webtest.Eval[any](tab, "history.back()")
	tab.Until(`document.querySelector(".money")`)
	if path := tab.Path(); path != "/partners/AGO" {
		t.Errorf("back at %s", path)
	}
}

// A plan is that of the command line; a project that is banned is gone from the
// next, the page says what that costs, and the address holds it.
func TestPlanPage(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/plan?minerals=gallium&budget=300000000&by=2032")
	drawn := `document.querySelector("[data-chart=gap-gallium] svg") && !document.querySelector("[aria-busy]")`
	tab.Until(drawn)
	want := fromCommand[planPageWant](t, "plan", "--minerals", "gallium", "--budget", "3e8", "--by", "2032")
	sameGap(t, tab, want)
	chosen := webtest.Eval[[]string](tab, `[...document.querySelectorAll("[data-act=ban]")].filter(b => b.closest("tr").cells[7].textContent.startsWith("from")).map(b => b.dataset.project)`)
	if len(chosen) != len(want.Chosen) || len(chosen) == 0 {
		t.Fatalf("%d projects are chosen on the page, %d at the command line", len(chosen), len(want.Chosen))
	}
	tab.Focus(fmt.Sprintf("[data-act=ban][data-project=%q]", chosen[0]))
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("[data-change]") && ` + drawn)
	if path := tab.Path(); !strings.Contains(path, "ban="+chosen[0]) {
		t.Errorf("the address is %s", path)
	}
	if text := webtest.Eval[string](tab, `document.querySelector("[data-change]").textContent`); !strings.Contains(text, "more in all") || !strings.Contains(text, "Drops out") {
		t.Errorf("the page says of the change: %s", text)
	}
	sameGap(t, tab, fromCommand[planPageWant](t, "plan", "--minerals", "gallium", "--budget", "3e8", "--by", "2032", "--exclude", chosen[0]))
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

type planPageWant struct {
	Chosen []json.RawMessage
	Gap    []struct {
		Year  int     `json:"year"`
		Unmet float64 `json:"unmet_t"`
	} `json:"gap_closed"`
}

func sameGap(t *testing.T, tab *webtest.Tab, want planPageWant) {
	t.Helper()
	_, data := tab.Download("[data-chart=gap-gallium] [data-download=csv]")
	rows := csvRows(t, data)[1:]
	if len(rows) != len(want.Gap) {
		t.Fatalf("%d years on the page, %d at the command line", len(rows), len(want.Gap))
	}
	for i, w := range want.Gap {
		if got, err := strconv.ParseFloat(rows[i][3], 64); err != nil || rows[i][0] != strconv.Itoa(w.Year) || math.Abs(got-w.Unmet) > 1e-6 {
			t.Errorf("%s: %s on the page, %d %g at the command line", rows[i][0], rows[i][3], w.Year, w.Unmet)
		}
	}
}
