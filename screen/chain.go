package screen

import (
	"slices"
	"strings"

	"adit/atlas"
)

// A form of a mineral's chain, and what a tonne of it becomes of the form that
// is finally used.
type form struct {
	id, stage, from string
	metal           bool // by its name
	recovery        float64
	use             bool
}

func chains(a *atlas.Atlas) map[string][]form {
	all := map[string][]form{}
	for r := range a.Rows("chain") {
		recovery, _ := r.Number("recovery")
		all[r.Get("mineral")] = append(all[r.Get("mineral")], form{r.Get("form"), r.Get("stage"), r.Get("from"), strings.Contains(r.Get("name"), "metal"), recovery, r.Get("use") == "1"})
	}
	return all
}

// toTarget is what a tonne of a form becomes of one that is used: recoveries
// along the chain.
func toTarget(chain []form, id string) float64 {
	best := 0.0
	for _, f := range chain {
		switch {
		case f.id == id && f.use:
			return 1
		case f.from == id:
			best = max(best, f.recovery*toTarget(chain, f.id))
		}
	}
	return best
}

// formOf is the form of the chain that a stage of a project makes; "" where the
// chain has none, as for anodes and magnets.
func formOf(chain []form, stage string) string {
	made := func(ok func(form) bool) string {
		if i := slices.IndexFunc(chain, ok); i >= 0 {
			return chain[i].id
		}
		return ""
	}
	switch stage {
	case "mine", "concentrate":
		if id := made(func(f form) bool { return f.stage == "mine" }); id != "" {
			return id
		}
		return made(func(f form) bool { return f.from == "" })
	case "anode", "magnet":
		return ""
	}
	if id := made(func(f form) bool { return f.id == stage || stage == "metal" && f.stage == "refined" && f.metal }); id != "" {
		return id
	}
	if id := made(func(f form) bool { return f.stage == "refined" }); id != "" {
		return id
	}
	return made(func(f form) bool { return f.use })
}

// ore is the first form of a chain where it is mined and then processed.
func ore(chain []form) string {
	for _, f := range chain {
		if f.from == "" && f.stage == "mine" && !f.use {
			return f.id
		}
	}
	return ""
}

// onward lists a form and all that is made of it.
func onward(chain []form, id string) []string {
	all := []string{id}
	for _, f := range chain {
		if f.from == id {
			all = append(all, onward(chain, f.id)...)
		}
	}
	return all
}

// mined reports whether a form is what a mine sells.
func mined(chain []form, id string) bool {
	return slices.ContainsFunc(chain, func(f form) bool { return f.id == id && f.stage == "mine" })
}
