package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"testing"

	"adit/server"
	"adit/server/webtest"
)

// serveTest is the server of the pages with the tables of the binary.
func serveTest(t *testing.T) string {
	t.Helper()
	e := process()
	e.stdout, e.stderr = &bytes.Buffer{}, os.Stderr
	t.Setenv("ADIT_DATA", t.TempDir())
	s := &session{env: e}
	config, err := s.handler(nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(server.New(config))
	t.Cleanup(srv.Close)
	return srv.URL
}

// A sight is a page, and what is true in it once it is drawn.
type sight struct{ name, path, drawn string }

var sights = []sight{
	{"overview", "/", `document.querySelectorAll(".matrix tbody tr").length > 40 && document.querySelector("[data-chart=worst-cut-offs] svg")`},
	{"mineral", "/mineral/gallium", `document.querySelector("[data-chart$=through] svg")`},
	{"screen", "/screen", `document.querySelector("[data-chart=easy-wins] svg") && document.querySelectorAll(".option").length > 20`},
	{"sources", "/sources", `document.querySelectorAll("section table tbody tr").length > 60`},
	{"figure", "/sources?figure=gallium/primary+CHN>CAN", `document.querySelector(".explained dl")`},
	{"mineral-none", "/mineral", `document.querySelectorAll(".index li").length > 60`},
}

// Every page is drawn at every width, in both colours, without a complaint,
// without a request to anyone else, and without a serious fault of access.
func TestPagesDraw(t *testing.T) {
	b := webtest.Start(t)
	base := serveTest(t)
	for _, v := range []struct {
		name string
		webtest.View
	}{
		{"light", webtest.View{}}, {"dark", webtest.View{Width: 1280, Height: 900, Dark: true}}, {"narrow", webtest.View{Width: 360, Height: 740}},
	} {
		for _, p := range sights {
			t.Run(p.name+" "+v.name, func(t *testing.T) {
				tab := b.Open(t, base, v.View)
				tab.Go(p.path)
				tab.Until(p.drawn)
				tab.Screenshot(p.name + "-" + v.name)
				for _, fault := range tab.Faults() {
					t.Error(fault)
				}
				if wide := webtest.Eval[int](tab, "document.documentElement.scrollWidth"); wide > int(max(v.Width, 1280)) && v.Width == 0 || v.Width > 0 && wide > int(v.Width) {
					t.Errorf("the page is %d pixels wide", wide)
				}
				for _, x := range tab.Violations() {
					t.Errorf("%s (%s): %s: %+v", x.ID, x.Impact, x.Help, x.Nodes)
				}
			})
		}
	}
}
