package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"adit/internal/table"
)

func v(x float64) *float64 { return &x }

func sample(t testing.TB) string {
	t.Helper()
	r := New()
	r.Title("Tin & <lead>")
	r.Text("- an item")
	r.Text("  ")
	r.Field("place", "China <x>")
	r.Field("year", "2024")
	tab := table.New(table.Text("Who"), table.Number("Mined (t)"))
	tab.Row("A & B", "1,200")
	r.Table(tab)
	r.Bars(&Bars{Question: `Who "mines" it?`, Note: "a note", Panels: []Panel{{"Share", 1}, {"Tonnes", 0}},
		Rows: []BarRow{{"Chile & co", []Bar{{Value: v(0.5), Low: v(0.2), High: v(0.9), Text: "50"}, {}}}, {"Peru", []Bar{{Value: v(7), Low: v(-1), High: v(2), Text: "700"}, {Value: v(0), Text: "0"}}}}})
	var b bytes.Buffer
	err := r.Write(&b, Colophon{Made: "adit brief", Program: "1", Tables: "abc", Sources: []Source{{Title: "T", URL: "https://example.org/", SHA256: "0123456789abcdef0123"}}})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A report holds all that it was given, as text and never as markup, and asks
// for nothing.
func TestReport(t *testing.T) {
	got := sample(t)
	for _, want := range []string{"<title>Tin &amp; &lt;lead&gt;</title>", "<h1>Tin &amp; &lt;lead&gt;</h1>", `<p class="item">an item</p>`, "<dt>place</dt><dd>China &lt;x&gt;</dd>", `<td class="number">1,200</td>`,
		"A &amp; B", "Chile &amp; co", "a note", "not known", "0123456789abcdef<", `href="https://example.org/"`, "Made with: adit brief"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, bad := range []string{"<script", " src=", "url(", "@import", "<link", "<iframe"} {
		if strings.Contains(got, bad) {
			t.Errorf("it holds %s", bad)
		}
	}
	if strings.Count(got, "<dl>") != 1 || strings.Count(got, "</dl>") != 1 {
		t.Error("fields are not one list")
	}
}

// No bar and no bound leaves its panel, whatever the figures.
func TestBarsStayInside(t *testing.T) {
	got := sample(t)
	svg := got[strings.Index(got, "<svg"):strings.Index(got, "</svg>")]
	d := xml.NewDecoder(strings.NewReader(svg + "</svg>"))
	rects := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err) // the chart is no well-formed XML
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "rect" {
			rects++
		}
	}
	if rects != 9 { // four tracks, three bars, two bounds
		t.Errorf("%d rectangles", rects)
	}
	for _, m := range regexp.MustCompile(`class="(bar|bounds)" x="([\d.]+)" y="[\d.]+" width="([\d.-]+)"`).FindAllStringSubmatch(svg, -1) {
		if strings.HasPrefix(m[3], "-") {
			t.Errorf("%v", m)
		}
	}
	if !strings.Contains(svg, `class="bar" x="190.0" y="41.0" width="226.0"`) {
		t.Errorf("a value beyond the scale does not end at it:\n%s", svg)
	}
}
