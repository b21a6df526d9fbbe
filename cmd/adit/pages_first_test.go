package main

import (
	"slices"
	"testing"

	"adit/server/webtest"
)

// The overview shows what it knows at once. What goes unmet is pending until it
// is known, never nothing; when it comes no row and no column moves, and the
// focus stays.
func TestOverviewPending(t *testing.T) {
	tab := webtest.Start(t).Open(t, serveTest(t), webtest.View{})
	tab.Go("/")
	tab.Until(`document.querySelectorAll(".matrix tbody tr").length > 40`)
	if pending := webtest.Eval[int](tab, `[...document.querySelectorAll(".matrix td.col-loss")].filter(c => c.textContent.startsWith("…")).length`); pending < 40 {
		t.Fatalf("what goes unmet is pending in %d rows only", pending)
	}
	if fact := webtest.Eval[string](tab, `document.querySelectorAll(".fact strong")[2].textContent`); fact != "…" {
		t.Errorf("before it is known, %q minerals leave a tenth unmet", fact)
	}
	tab.Focus(`input[type=search]`)
	places := `[...document.querySelectorAll(".matrix tbody tr, .matrix thead th")].flatMap(e => [Math.round(e.getBoundingClientRect().top + scrollY), Math.round(e.getBoundingClientRect().left)])`
	before := webtest.Eval[[]int](tab, places)
	tab.Until(`document.querySelector("[data-chart=worst-cut-offs] svg") && document.querySelector("[role=status]").textContent === ""`)
	if after := webtest.Eval[[]int](tab, places); !slices.Equal(before, after) {
		t.Errorf("the matrix moves:\n%v\n%v", before, after)
	}
	if left := webtest.Eval[int](tab, `[...document.querySelectorAll(".matrix td.col-loss, .fact strong")].filter(c => c.textContent.startsWith("…")).length`); left > 0 {
		t.Errorf("%d figures are pending for ever", left)
	}
	if focus := webtest.Eval[string](tab, `document.activeElement.type`); focus != "search" {
		t.Errorf("the focus is on %q", focus)
	}
	if known := webtest.Eval[int](tab, `[...document.querySelectorAll(".matrix td.col-loss")].filter(c => /\d/.test(c.textContent)).length`); known < 40 {
		t.Errorf("what goes unmet is known in %d rows only", known)
	}
	for _, fault := range tab.Faults() {
		t.Error(fault)
	}
}
