package main

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"adit/server/webtest"
)

// Places are picked by name; the address keeps their ids, links to other pages
// keep the country, and what nobody knows is told.
func TestLensByName(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn + ` && document.querySelector("input[name=country]").value === "United States"`)
	fill := func(name, text string) {
		tab.Focus("input[name=" + name + "]")
		webtest.Eval[any](tab, `document.activeElement.select()`)
		tab.Press(text)
	}
	fill("country", "japan")
	fill("against", "Russia, chn"+kb.Enter)
	tab.Until(`document.querySelector("[data-chart=gallium-JPN-through] svg")`)
	if path := tab.Path(); path != "/mineral/gallium?country=JPN&against=RUS%2CCHN" {
		t.Errorf("the address is %s", path)
	}
	if got := webtest.Eval[[]string](tab, `[...document.querySelectorAll(".lens input")].map(x => x.value)`); !slices.Equal(got, []string{"Japan", "Russia, China"}) {
		t.Errorf("the fields show %q", got)
	}
	if got := webtest.Eval[string](tab, `document.querySelector("header nav a[href^='/partners']").getAttribute("href")`); got != "/partners?country=JPN&against=RUS%2CCHN" {
		t.Errorf("the head leads to %s", got)
	}
	fill("country", "Atlantis"+kb.Enter)
	tab.Until(`document.querySelector(".problem")?.textContent.includes("Atlantis")`)
	if n := webtest.Eval[int](tab, `document.querySelectorAll("[data-chart=gallium-JPN-through]").length`); n != 0 {
		t.Error("the figures of Japan stand under Atlantis")
	}
}

// The matrix is filtered within 100 ms; what is sorted and filtered stands in
// the address, and is there again when that is opened.
func TestMatrixFilter(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/")
	tab.Until(sights[0].drawn)
	took := webtest.Eval[[]float64](tab, `["g", "ga", "gal", "", "rare"].map(word => {
		const field = document.querySelector(".matrix-box input[type=search]");
		const start = performance.now();
		field.value = word;
		field.dispatchEvent(new Event("input"));
		document.querySelector(".matrix").getBoundingClientRect(); // laid out
		return performance.now() - start;
	})`)
	t.Logf("filters took %.1f ms", took)
	if slow := slices.Max(took); slow > 100 {
		t.Errorf("a filter took %.0f ms", slow)
	}
	for i := range webtest.Eval[int](tab, `document.querySelectorAll(".matrix thead th").length`) {
		head := `document.querySelectorAll(".matrix thead th")[` + strconv.Itoa(i) + `]`
		webtest.Eval[any](tab, head+`.querySelector("button").focus()`)
		tab.Press(kb.Enter)
		if sort := webtest.Eval[string](tab, head+`.ariaSort`); sort == "none" || sort == "" {
			t.Errorf("column %d is not sorted by the keyboard", i)
		}
	}
	tab.Focus(".matrix thead th:first-child button")
	tab.Press(kb.Enter)
	if path := tab.Path(); path != "/?find=rare&sort=mineral" {
		t.Errorf("the address is %s", path)
	}
	rows := `[...document.querySelectorAll(".matrix tbody a[href^='/mineral/']")].map(a => a.textContent)`
	before := webtest.Eval[[]string](tab, rows)
	tab.Go("/?find=rare&sort=mineral") // as the back button does
	tab.Until(`document.querySelectorAll(".matrix tbody tr").length > 0`)
	if after := webtest.Eval[[]string](tab, rows); !slices.Equal(before, after) || len(after) != 3 {
		t.Errorf("%q before, %q after", before, after)
	}
}

// The pictures of the matrix and of a chart have all rows, and the colours of
// the page.
func TestPicturesHaveColours(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{Dark: true})
	tab.Go("/")
	tab.Until(sights[0].drawn)
	names := webtest.Eval[[]string](tab, `[...document.querySelectorAll(".matrix tbody th a")].map(a => a.textContent)`)
	_, svg := tab.Download(".matrix-box [data-download=svg]")
	text := wellFormed(t, svg)
	for _, name := range names {
		if !strings.Contains(text, name) {
			t.Errorf("%s is not in the picture", name)
		}
	}
	for _, chart := range []string{".matrix-box", "[data-chart=reliance-tiers]", "[data-chart=what-trade-hides]"} {
		_, data := tab.Download(chart + " [data-download=png]")
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if part := accented(m); part < 0.002 || part > 0.5 {
			t.Errorf("%s: %.2g of the picture has the accent of the light page", chart, part)
		}
	}
	for _, fault := range tab.Faults() {
		t.Error(fault) // an inline style would be refused, and told here
	}
}

// accented is the part of a picture that is #0b6e75.
func accented(m image.Image) float64 {
	b, n := m.Bounds(), 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, b, _ := m.At(x, y).RGBA(); r>>8 == 0x0b && g>>8 == 0x6e && b>>8 == 0x75 {
				n++
			}
		}
	}
	return float64(n) / float64(b.Dx()*b.Dy())
}

// What nobody knows is said, and is not drawn as nothing.
func TestUnknownIsSaid(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/cesium")
	tab.Until(`document.querySelector(".in-short") && document.querySelector("[data-chart=cesium-prices] svg")`)
	if text := webtest.Eval[string](tab, `document.querySelector(".lead").textContent`); !strings.Contains(text, "is not known") || !strings.Contains(text, "100 %") || webtest.Eval[bool](tab, `document.querySelector(".problem") != null`) {
		t.Errorf("of cesium the page says: %s", text)
	}
	tab.Go("/?country=KOR") // the tables of industries are those of the United States
	tab.Until(sights[0].drawn)
	chart := `[data-chart=worst-cut-offs]`
	if text := webtest.Eval[string](tab, `document.querySelector("`+chart+`").textContent`); !strings.Contains(text, "is not known") || strings.Contains(text, "bn") {
		t.Errorf("of what a cut-off costs Korea the page says: %s", text)
	}
	if heads := webtest.Eval[string](tab, `document.querySelector(".matrix thead").textContent`); strings.Contains(heads, "Net import reliance") {
		t.Errorf("a column that nobody publishes for Korea: %s", heads)
	}
}

// A judgement of a mineral is made of the command line's figures.
func TestVerdict(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	for _, mineral := range []string{"gallium", "cobalt"} {
		tab.Go("/mineral/" + mineral)
		tab.Until(`document.querySelector(".in-short") && document.querySelector("[data-chart$=through] svg")`)
		x := fromCommand[struct {
			Against struct {
				Face      float64 `json:"face_value_share"`
				Mined     struct{ Share float64 }
				Processed struct{ Share float64 }
			}
		}](t, "exposure", mineral).Against
		text := webtest.Eval[string](tab, `document.querySelector(".in-short").textContent`)
		really := math.Max(x.Mined.Share, x.Processed.Share)
		more := math.Round(100 * (really - x.Face))
		if want := strconv.FormatFloat(math.Round(100*really), 'f', 0, 64) + " %"; !strings.HasPrefix(text, want) || more >= 3 != strings.Contains(text, "more than trade shows") {
			t.Errorf("%s: %q, at the command line %g really, %g at face value", mineral, text, really, x.Face)
		}
		for _, target := range webtest.Eval[[]string](tab, `[...document.querySelectorAll(".fact a[href^='#']")].map(a => a.hash)`) {
			if !webtest.Eval[bool](tab, `document.getElementById("`+target[1:]+`") != null`) {
				t.Errorf("%s: a figure leads to %s, which is not there", mineral, target)
			}
		}
	}
}

// A server that has gone is told, in words that help.
func TestServerGone(t *testing.T) {
	srv := servePages(t, pagesEnv(t), "")
	tab := webtest.Start(t).Open(t, srv.URL, webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn)
	srv.CloseClientConnections()
	srv.Close()
	tab.Focus("input[name=country]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("Germany" + kb.Enter)
	tab.Until(`document.querySelector(".problem")`)
	if text := webtest.Eval[string](tab, `document.querySelector(".problem").textContent`); !strings.Contains(text, "does not answer") {
		t.Errorf("the page says: %s", text)
	}
}

// On paper there are no forms and buttons, and every chart fits.
func TestPrint(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{Dark: true})
	for _, p := range sights[:3] {
		tab.Go(p.path)
		tab.Until(p.drawn)
		tab.Print()
		seen := webtest.Eval[[]string](tab, `[...document.querySelectorAll("nav, form, .tools, .skip, .filters input")].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))`)
		if len(seen) > 0 {
			t.Errorf("%s: on paper there is %q", p.name, seen)
		}
		if blank := webtest.Eval[int](tab, `[...document.querySelectorAll(".matrix th .head")].filter(e => !e.checkVisibility()).length`); blank > 0 {
			t.Errorf("%s: %d heads of the matrix are blank on paper", p.name, blank)
		}
		tab.Until(`Math.max(...[...document.querySelectorAll("main .drawing")].map(d => d.getBoundingClientRect().right)) <= innerWidth`)
		if wide := webtest.Eval[int](tab, `document.documentElement.scrollWidth`); wide > webtest.Paper {
			t.Errorf("%s: %d wide on paper", p.name, wide)
		}
		if ground := webtest.Eval[string](tab, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", p.name, ground)
		}
	}
}

// On a narrow screen wide tables move inside themselves, and what a row is about
// stays in sight.
func TestNarrowTables(t *testing.T) {
	b, base := webtest.Start(t), serveTest(t)
	for _, p := range []sight{sights[0], sights[1], sights[8], sights[9]} {
		tab := b.Open(t, base, webtest.View{Width: 360, Height: 740})
		tab.Go(p.path)
		tab.Until(p.drawn)
		moved := webtest.Eval[[]float64](tab, `[...document.querySelectorAll("main .scroll")].filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 40).map(box => {
			box.scrollLeft = 1000;
			return box.scrollLeft > 0 ? box.querySelector("tbody tr > :first-child").getBoundingClientRect().left - box.getBoundingClientRect().left : -1000;
		})`)
		if len(moved) == 0 {
			t.Errorf("%s: no table moves", p.name)
		}
		for i, left := range moved {
			if left < -1 {
				t.Errorf("%s: the first column of table %d is %g beside its box", p.name, i, left)
			}
		}
		if wide := webtest.Eval[int](tab, "document.documentElement.scrollWidth"); wide > 360 {
			t.Errorf("%s: the page is %d wide", p.name, wide)
		}
	}
}

// The keyboard alone goes past the head, sees where it is, and leaves a figure's
// explanation.
func TestSkipAndFocus(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn)
	tab.Press(kb.Tab)
	if at := webtest.Eval[string](tab, `document.activeElement.className + " " + (document.activeElement.getBoundingClientRect().left >= 0)`); at != "skip true" {
		t.Errorf("the first stop is %s", at)
	}
	tab.Press(kb.Enter)
	tab.Until(`document.activeElement.id === "main"`)
	for range 25 {
		tab.Press(kb.Tab)
		if bare := webtest.Eval[string](tab, `(() => {
			const e = document.activeElement, look = getComputedStyle(e);
			return look.outlineStyle === "none" || parseFloat(look.outlineWidth) === 0 ? e.outerHTML.slice(0, 120) : "";
		})()`); bare != "" {
			t.Errorf("no outline tells that the focus is on %s", bare)
		}
	}
}

// saved has what the buttons of a chart save, and the cells that its table shows.
type saved struct {
	Name  string
	Cells [][]string
	CSV   string `json:"csv"`
	SVG   string `json:"svg"`
}

// saveAll presses the buttons of every chart of the page, and keeps what would
// become files.
const saveAll = `(async () => {
	const files = [], make = URL.createObjectURL;
	URL.createObjectURL = (b) => { files.push(b); return make.call(URL, b); };
	const last = async (button) => { files.length = 0; button.click(); return files[0].text(); };
	const all = [];
	for (const f of document.querySelectorAll("figure.chart")) {
		const details = f.querySelector("details.data");
		details.open = true;
		await new Promise(r => setTimeout(r, 30));
		all.push({
			Name: f.dataset.chart, cells: [...f.querySelectorAll("details.data tbody tr")].map(r => [...r.cells].map(c => c.textContent)),
			csv: await last(f.querySelector("[data-download=csv]")), svg: await last(f.querySelector("[data-download=svg]")),
		});
	}
	URL.createObjectURL = make;
	return all;
})()`

// Every chart of every page saves what its table shows, and a drawing that
// stands alone.
func TestEveryChartSaves(t *testing.T) {
	b, base := webtest.Start(t), serveTest(t)
	for _, p := range []sight{sights[0], {"antimony", "/mineral/antimony", sights[1].drawn}, sights[2], sights[3], sights[8], sights[9]} {
		tab := b.Open(t, base, webtest.View{})
		tab.Go(p.path)
		tab.Until(p.drawn)
		charts := webtest.Eval[[]saved](tab, saveAll)
		if len(charts) == 0 {
			t.Errorf("%s: no chart", p.name)
		}
		for _, c := range charts {
			rows := csvRows(t, []byte(c.CSV))[1:]
			if len(rows) != len(c.Cells) || len(rows) == 0 {
				t.Errorf("%s: %d rows saved, %d shown", c.Name, len(rows), len(c.Cells))
				continue
			}
			for i, r := range rows {
				for k := range r {
					if !sameCell(r[k], c.Cells[i][k]) {
						t.Errorf("%s, row %d: %q saved, %q shown", c.Name, i, r[k], c.Cells[i][k])
					}
				}
			}
			wellFormed(t, []byte(c.SVG))
			if strings.Contains(c.SVG, "class=") || strings.Contains(c.SVG, "var(") || strings.Contains(c.SVG, "NaN") {
				t.Errorf("%s: the drawing needs a style sheet, or has a place that is no number", c.Name)
			}
		}
	}
}
