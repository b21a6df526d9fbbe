package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"adit/brief"

	"adit/server"
	"adit/server/webtest"
)

// fromCommand runs the command line and reads its JSON.
func fromCommand[T any](t *testing.T, args ...string) T {
	t.Helper()
	e := process()
	var out bytes.Buffer
	e.stdout, e.stderr = &out, io.Discard
	if code := run(t.Context(), e, append(args, "--json")); code != done {
		t.Fatalf("adit %q exits with %d", args, code)
	}
	var v T
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// serveTest is the server of the pages with the tables of the binary.
func serveTest(t *testing.T) string {
	t.Helper()
	return servePages(t, pagesEnv(t), "").URL
}

// pagesEnv is a process with the tables of the binary and no data of a user's.
func pagesEnv(t *testing.T) env {
	e := process()
	e.stdout, e.stderr = &bytes.Buffer{}, os.Stderr
	t.Setenv("ADIT_DATA", t.TempDir())
	return e
}

// servePages serves what “adit serve” does, with the ledger in dir or with none,
// until the test ends.
func servePages(t *testing.T, e env, dir string) *httptest.Server {
	t.Helper()
	s := &session{env: e}
	t.Cleanup(s.close) // else each test leaves a solver behind
	config, err := s.handler(t.Context(), nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(server.New(config))
	t.Cleanup(srv.Close)
	return srv
}

// A sight is a page, and what is true in it once it is drawn.
type sight struct{ name, path, drawn string }

var sights = []sight{
	{"overview", "/", `document.querySelectorAll(".matrix tbody tr").length > 40 && document.querySelector("[data-chart=worst-cut-offs] svg")`},
	{"mineral", "/mineral/gallium", `document.querySelector("[data-chart$=through] svg")`},
	{"screen", "/screen", `document.querySelector("[data-chart=easy-wins] svg") && document.querySelectorAll(".option").length > 20`},
	{"sources", "/sources", `document.querySelectorAll("section table tbody tr").length > 60`},
	{"figure", "/sources?figure=gallium/primary+CHN>CAN", `document.querySelector(".explained dl")`},
	{"shock", "/shock", shockDrawn},
	{"plan", "/plan?minerals=gallium", `document.querySelector("[data-chart=schedule] svg") && document.querySelector("[data-chart=gap-gallium] svg")`},
	{"partners", "/partners", `document.querySelector("[data-chart=partners] svg") && document.querySelector("[data-chart=controls] svg") && document.querySelector("[data-chart=actions] svg")`},
	{"partner", "/partners/COD", `document.querySelector("[data-chart=COD-output] svg") && document.querySelector("[data-chart=COD-corridors] svg") && document.querySelector("[data-chart=actions] svg")`},
	{"partners-mineral", "/partners/antimony", `document.querySelector("[data-chart=antimony-partners] svg") && document.querySelector("[data-chart=controls] svg")`},
	{"mineral-none", "/mineral", `document.querySelectorAll(".index li").length > 60`},
}

// Every page is drawn at every width, in both colours, without a complaint,
// without a request to anyone else, and without a serious fault of access.
func TestPagesDraw(t *testing.T) { draws(t, serveTest(t), "", sights) }

func draws(t *testing.T, base, group string, sights []sight) {
	b := webtest.Start(t)
	for _, v := range []struct {
		name string
		webtest.View
	}{
		{"light", webtest.View{Width: 1280, Height: 900}}, {"dark", webtest.View{Width: 1280, Height: 900, Dark: true}}, {"narrow", webtest.View{Width: 360, Height: 740}},
	} {
		for _, p := range sights {
			t.Run(p.name+" "+v.name, func(t *testing.T) {
				tab := b.Open(t, base, v.View)
				tab.Go(p.path)
				tab.Until(p.drawn)
				tab.Screenshot(group + p.name + "-" + v.name)
				for _, fault := range tab.Faults() {
					t.Error(fault)
				}
				if wide := webtest.Eval[int64](tab, "document.documentElement.scrollWidth"); wide > v.Width {
					t.Errorf("the page is %d pixels wide", wide)
				}
				if tab.Bytes() > 1<<20 {
					t.Errorf("%d bytes were transferred", tab.Bytes())
				}
				for _, x := range tab.Violations() {
					t.Errorf("%s (%s): %s: %+v", x.ID, x.Impact, x.Help, x.Nodes)
				}
			})
		}
	}
}

// The matrix says what the command line says, whatever it is sorted by, and its
// filter and its sorting work by keyboard.
func TestOverviewNumbers(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/")
	tab.Until(sights[0].drawn)
	want := fromCommand[struct{ Minerals []brief.Mineral }](t, "brief").Minerals
	tab.Focus(".matrix th:nth-child(1) button")
	tab.Press(kb.Enter)
	if first := webtest.Eval[string](tab, `document.querySelector(".matrix tbody a").textContent`); first != "Aluminum" {
		t.Errorf("sorted by name, %s comes first", first)
	}
	_, data := tab.Download(".matrix-box [data-download=csv]")
	rows := csvRows(t, data)
	if len(rows) != len(want)+1 {
		t.Fatalf("%d rows of %d minerals", len(rows)-1, len(want))
	}
	share := map[string]float64{}
	for _, r := range rows[1:] {
		share[r[0]], _ = strconv.ParseFloat(r[4], 64)
	}
	for _, m := range want {
		if got, ok := share[m.Name]; !ok || math.Abs(got-100*float64(m.Dependence)) > 1e-9 {
			t.Errorf("%s: %g on the page, %g at the command line", m.Name, got, 100*float64(m.Dependence))
		}
	}
	tab.Focus(".matrix-box input[type=search]")
	tab.Press("gallium")
	if n := webtest.Eval[int](tab, `document.querySelectorAll(".matrix tbody tr").length`); n != 1 {
		t.Errorf("the filter leaves %d rows", n)
	}
}

func csvRows(t *testing.T, data []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The lens changes by keyboard, the address says so, and the back button goes
// back to the numbers before.
func TestLensAndBack(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn)
	title := `document.querySelector("[data-chart$=through] h2").textContent`
	tab.Focus("input[name=country]")
	webtest.Eval[any](tab, `document.activeElement.select()`)
	tab.Press("DEU" + kb.Enter)
	tab.Until(`document.querySelector("[data-chart$=through] svg") && ` + title + `.includes("Germany")`)
	if path := tab.Path(); path != "/mineral/gallium?country=DEU" {
		t.Errorf("the address is %s", path)
	}
	webtest.Eval[any](tab, "history.back()")
	tab.Until(`document.querySelector("[data-chart$=through] svg") && ` + title + `.includes("United States")`)
	if path := tab.Path(); path != "/mineral/gallium" {
		t.Errorf("back at %s", path)
	}
	tab.Go("/mineral/gallium?country=DEU&against=RUS") // a deep link
	tab.Until(`document.querySelector("[data-chart$=through] svg")`)
	if sub := webtest.Eval[string](tab, `document.querySelector("[data-chart$=through] .subtitle").textContent`); !strings.Contains(sub, "Russia") {
		t.Errorf("the lens is lost: %s", sub)
	}
}

// A figure is explained by keyboard, as the command line explains it.
func TestWhyOnThePage(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn)
	want := fromCommand[quantityOut](t, "why", "gallium/primary CHN")
	tab.Focus(`[data-chart=gallium-mined] a, [data-chart=gallium-refined] a`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("dialog[open] .explained dl")`)
	text := webtest.Eval[string](tab, `document.querySelector("dialog[open]").textContent`)
	for _, f := range want.Figures {
		if !strings.Contains(text, f.ID) {
			t.Errorf("the dialog does not name %s: %s", f.ID, text)
		}
	}
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector("dialog")`)
	if tag := webtest.Eval[string](tab, `document.activeElement.tagName`); tag != "a" {
		t.Errorf("the focus went to %s", tag)
	}
}

// What a chart saves is what its table shows, and its pictures stand alone.
func TestChartDownloads(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/mineral/gallium")
	tab.Until(sights[1].drawn)
	chart := "[data-chart=gallium-USA-through]"
	tab.Click(chart + " summary")
	tab.Until(`document.querySelector("` + chart + ` tbody tr")`)
	cells := webtest.Eval[[][]string](tab, `[...document.querySelectorAll("`+chart+` tbody tr")].map(r => [...r.cells].map(c => c.textContent))`)
	_, data := tab.Download(chart + " [data-download=csv]")
	rows := csvRows(t, data)[1:]
	if len(rows) != len(cells) || len(rows) == 0 {
		t.Fatalf("%d rows saved, %d shown", len(rows), len(cells))
	}
	for i, r := range rows {
		for k, saved := range r {
			if shown := cells[i][k]; !sameCell(saved, shown) {
				t.Errorf("row %d: %q saved, %q shown", i, saved, shown)
			}
		}
	}
	name, svg := tab.Download(chart + " [data-download=svg]")
	if text := wellFormed(t, svg); name != "adit-gallium-USA-through.svg" || !strings.Contains(text, "Through whose hands") || !strings.Contains(text, "China") {
		t.Errorf("%s holds %.300s", name, text)
	}
	for _, inner := range []string{"var(", "light-dark(", "class="} {
		if bytes.Contains(svg, []byte(inner)) {
			t.Errorf("the SVG needs the style sheet: it has %s", inner)
		}
	}
	_, data = tab.Download(chart + " [data-download=png]")
	if m, err := png.Decode(bytes.NewReader(data)); err != nil || m.Bounds().Dx() != 1520 {
		t.Errorf("the picture: %v", err)
	}
}

// sameCell compares a saved cell with its print, which has four digits.
func sameCell(saved, shown string) bool {
	a, err := strconv.ParseFloat(saved, 64)
	if err != nil {
		return saved == shown || saved == "" && shown == "–"
	}
	b, err := strconv.ParseFloat(strings.ReplaceAll(shown, ",", ""), 64)
	return err == nil && math.Abs(a-b) <= 6e-4*math.Abs(a)
}

// wellFormed reads a whole document and returns its texts.
func wellFormed(t *testing.T, data []byte) string {
	t.Helper()
	var text strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := token.(xml.CharData); ok {
			text.Write(append(c, ' '))
		}
	}
}

// A filter of the easy wins goes into the address, and a mark opens its option.
func TestEasyWinsFilter(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/screen?mineral=gallium")
	tab.Until(`document.querySelector("[data-chart=easy-wins] svg")`)
	webtest.Eval[any](tab, `(() => { const s = document.querySelector(".filters select"); s.value = "byproduct"; s.dispatchEvent(new Event("change")) })()`)
	if path := tab.Path(); path != "/screen?mineral=gallium&kind=byproduct" {
		t.Errorf("the address is %s", path)
	}
	want := 0
	for _, o := range fromCommand[screenOut](t, "screen", "all", "--top", "0").Options {
		if o.Mineral == "gallium" && o.Kind == "byproduct" {
			want++
		}
	}
	if n := webtest.Eval[int](tab, `document.querySelectorAll(".option").length`); n != want || want == 0 {
		t.Errorf("%d options on the page, %d at the command line", n, want)
	}
	for range 20 { // a chart that is drawn again, for another width, loses the focus
		tab.Until(`document.querySelector("[data-chart=easy-wins] svg a")`)
		tab.Focus("[data-chart=easy-wins] svg a")
		tab.Press(kb.Enter)
		time.Sleep(250 * time.Millisecond)
		if webtest.Eval[bool](tab, `document.querySelector(".option[open] .explained dl") != null`) {
			return
		}
	}
	t.Error("a mark does not open its option: " + webtest.Eval[string](tab, `document.activeElement.outerHTML.slice(0, 300) + " " + document.querySelectorAll(".option[open]").length`))
}
