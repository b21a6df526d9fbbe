package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"adit/ledger/trace"
	"adit/server/webtest"
)

// serveLedgerTest is serveTest with the ledger to look at.
func serveLedgerTest(t *testing.T) (base, dir string) {
	t.Helper()
	e := pagesEnv(t)
	dir, _ = demo(t, e)
	return servePages(t, e, dir).URL, dir
}

const lotDrawn = `document.querySelector("[data-chart=ways] svg") && document.querySelector("[data-chart=origins] svg") && document.querySelectorAll(".event").length > 2`

var ledgerSights = []sight{
	{"lots", "/ledger", `document.querySelector("[data-chart=proven] svg") && document.querySelector("[data-chart=sites] svg") && document.querySelectorAll("table.ledger tbody tr").length > 60`},
	{"lot", "/ledger/lot/metal-2025-05", lotDrawn},
	{"lot-ahead", "/ledger/lot/river-2025-05", lotDrawn + ` && document.querySelector("[data-chart=holdings] svg")`},
	{"alarms", "/ledger/alarms", `document.querySelector("[data-chart=alarms] svg") && document.querySelectorAll(".finding").length === 3`},
	{"balance", "/ledger/balance?site=works", `document.querySelector("[data-chart=balance] svg") && document.querySelectorAll("table.ledger tbody tr").length === 8`},
	{"verify", "/ledger/verify", `document.querySelector(".drop")`},
}

// The ledger's pages are drawn at every width, in both colours, without a
// complaint and without a serious fault of access.
func TestLedgerPagesDraw(t *testing.T) {
	base, _ := serveLedgerTest(t)
	draws(t, base, "ledger-", ledgerSights)
}

// A lot's page has the figures of the command line: origins with their bounds,
// what lies where now, and every event; a mark leads on, and back comes back.
func TestLotPage(t *testing.T) {
	base, dir := serveLedgerTest(t)
	tab := webtest.Start(t).Open(t, base, webtest.View{})
	tab.Go("/ledger/lot/metal-2025-05")
	tab.Until(lotDrawn)
	back := fromCommand[trace.Backward](t, "ledger", "trace", "metal-2025-05", "--ledger", dir)
	_, data := tab.Download("[data-chart=origins] [data-download=csv]")
	rows := csvRows(t, data)[1:]
	if len(rows) != len(back.Origins) || len(rows) == 0 {
		t.Fatalf("%d origins on the page, %d at the command line", len(rows), len(back.Origins))
	}
	for i, o := range back.Origins {
		sameFigures(t, string(o.Site), rows[i][0], rows[i][2:], o.Kg, float64(o.Share), float64(o.Low), float64(o.High))
	}
	ahead := fromCommand[trace.Forward](t, "ledger", "trace", "metal-2025-05", "--forward", "--ledger", dir)
	_, data = tab.Download("[data-chart=holdings] [data-download=csv]")
	held := map[string][]string{}
	for _, r := range csvRows(t, data)[1:] {
		held[r[0]] = r
	}
	for _, h := range ahead.Holdings {
		if r := held[string(h.Lot)]; r != nil {
			sameFigures(t, string(h.Lot), r[0], r[3:], h.Kg, float64(h.Share), float64(h.Low), float64(h.High))
		} else {
			t.Errorf("%s is not on the page", h.Lot)
		}
	}
	show := fromCommand[showOut](t, "ledger", "show", "metal-2025-05", "--ledger", dir)
	if n := webtest.Eval[int](tab, `document.querySelectorAll(".event").length`); n != show.Count {
		t.Errorf("%d events on the page, %d at the command line", n, show.Count)
	}
	_, data = tab.Download("[data-chart=ways] [data-download=csv]")
	if n := len(csvRows(t, data)) - 1; n != len(show.Ways.Bands) {
		t.Errorf("%d bands on the page, %d at the command line", n, len(show.Ways.Bands))
	}
	tab.Go(webtest.Eval[string](tab, `document.querySelector("table.ledger a[href$='river-2025-04']").getAttribute("href")`))
	tab.Until(lotDrawn)
	if name := webtest.Eval[string](tab, `document.querySelector("h2").textContent`); name != "Lot river-2025-04" {
		t.Errorf("the link leads to %s", name)
	}
	webtest.Eval[any](tab, "setTimeout(() => history.back(), 0)")
	tab.Until(`location.pathname === "/ledger/lot/metal-2025-05" && ` + lotDrawn)
	if name := webtest.Eval[string](tab, `document.querySelector("h2").textContent`); name != "Lot metal-2025-05" {
		t.Errorf("back at %s", name)
	}
	tab.Print()
	wide := `Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("[data-chart] svg")].map(s => s.getBoundingClientRect().right))`
	tab.Until(fmt.Sprintf(`%s <= %d && getComputedStyle(document.querySelector(".parts")).display === "none"`, wide, webtest.Paper))
	tab.Screenshot("ledger-lot-paper")
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

// sameFigures compares a row of a page with figures of the command line.
func sameFigures(t *testing.T, id, name string, cells []string, want ...float64) {
	t.Helper()
	if name != id {
		t.Errorf("%s on the page, %s at the command line", name, id)
	}
	for i, w := range want {
		if got, err := strconv.ParseFloat(cells[i], 64); err != nil || math.Abs(got-w) > 1e-9*math.Max(1, math.Abs(w)) {
			t.Errorf("%s: %s on the page, %g at the command line", id, cells[i], w)
		}
	}
}

// Alarms are filtered, the address says how, and a shared address shows it.
func TestAlarmsPage(t *testing.T) {
	base, _ := serveLedgerTest(t)
	b := webtest.Start(t)
	tab := b.Open(t, base, webtest.View{})
	tab.Go("/ledger/alarms")
	tab.Until(ledgerSights[3].drawn)
	levels := `[...document.querySelectorAll(".finding .level")].map(e => e.textContent)`
	if got := webtest.Eval[[]string](tab, levels); fmt.Sprint(got) != "[alarm alarm warning]" {
		t.Errorf("levels %v", got)
	}
	webtest.Eval[any](tab, `(() => { const s = document.querySelector(".filters select"); s.value = "warning"; s.dispatchEvent(new Event("change")) })()`)
	if got, path := webtest.Eval[[]string](tab, levels), tab.Path(); fmt.Sprint(got) != "[warning]" || path != "/ledger/alarms?level=warning" {
		t.Errorf("%v at %s", got, path)
	}
	shared := b.Open(t, base, webtest.View{})
	shared.Go("/ledger/alarms?site=river")
	shared.Until(`document.querySelectorAll(".finding").length === 2`)
	text := webtest.Eval[string](shared, `document.querySelector(".finding").textContent`)
	for _, want := range []string{"How sure", "standard uncertainties", "Innocent if", "Would settle it", "river-2025-01"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	shared.Go("/ledger/alarms?site=nowhere")
	shared.Until(`document.querySelector("main").textContent.includes("None of that kind")`)
}

// dropOn drops a pack on the page, with one byte changed where at is not 0.
func dropOn(tab *webtest.Tab, at int) {
	webtest.Eval[any](tab, fmt.Sprintf(`(async () => {
		const bytes = new Uint8Array(await (await fetch("/api/v1/ledger/report/metal-2024-05")).arrayBuffer());
		if (%[1]d) bytes[%[1]d] ^= 1;
		const data = new DataTransfer();
		data.items.add(new File([bytes], "metal.html"));
		document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
	})()`, at))
}

// A pack that is dropped holds, and with one byte changed does not: the page
// names the place. It is kept nowhere, and an answer to it neither.
func TestVerifyByDropping(t *testing.T) {
	base, _ := serveLedgerTest(t)
	tab := webtest.Start(t).Open(t, base, webtest.View{})
	tab.Go("/ledger/verify")
	tab.Until(`document.querySelector(".drop")`)
	dropOn(tab, 0)
	tab.Until(`document.querySelector(".verdict.holds")`)
	if text := webtest.Eval[string](tab, `document.querySelector(".verdict-box").textContent`); !strings.Contains(text, "follow from them") || !strings.Contains(text, "not signed by the keeper") {
		t.Errorf("it says %s", text)
	}
	tab.Screenshot("ledger-verify-holds")
	dropOn(tab, 3000)
	tab.Until(`document.querySelector(".verdict.fails")`)
	if text := webtest.Eval[string](tab, `document.querySelector(".verdict").textContent`); !strings.Contains(text, "line ") || !strings.Contains(text, "does not hold") {
		t.Errorf("it says %s", text)
	}
	tab.Screenshot("ledger-verify-fails")
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
	for _, x := range tab.Violations() {
		t.Errorf("%s (%s): %s: %+v", x.ID, x.Impact, x.Help, x.Nodes)
	}
}

// Without a ledger the page says how to open one, and files can be checked.
func TestLedgerPageWithoutLedger(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	for _, path := range []string{"/ledger", "/ledger/lot/x", "/ledger/alarms"} {
		tab.Go(path)
		tab.Until(`document.querySelector(".closed")`)
		if text := webtest.Eval[string](tab, `document.querySelector(".closed").textContent`); !strings.Contains(text, "adit serve --ledger FOLDER") || !strings.Contains(text, "adit ledger demo") {
			t.Errorf("%s says %s", path, text)
		}
	}
	tab.Screenshot("ledger-closed")
	tab.Go("/ledger/verify")
	tab.Until(`document.querySelector(".drop")`)
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}

// What cannot be is said: a lot that never was, a part that is not there.
func TestLedgerPageErrors(t *testing.T) {
	base, dir := serveLedgerTest(t)
	tab := webtest.Start(t).Open(t, base, webtest.View{})
	for path, want := range map[string]string{"/ledger/lot/metal-2025-50": "did you mean", "/ledger/lot/..%2Fprivate%2Flog.key": "unknown lot", "/ledger/nothing": "does not exist"} {
		tab.Go(path)
		tab.Until(`document.querySelector("#page .problem")`)
		if text := webtest.Eval[string](tab, `document.querySelector("#page .problem").textContent`); !strings.Contains(text, want) || strings.Contains(text, dir) {
			t.Errorf("%s says %s", path, text)
		}
	}
}
