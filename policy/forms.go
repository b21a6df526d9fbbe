package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"adit"
	"adit/atlas"
)

// A word of a control's forms stands for forms of the atlas's chain: all of a
// stage, or those of some ids. A word with neither names goods that no chain
// holds: a control on nothing else does not touch the chain.
type word struct {
	text  string
	stage string
	forms []string
}

// words are read in the singular. They are few on purpose: where none is
// found, a control is on every form.
var words = []word{
	{text: "ore", stage: "mine"},
	{text: "concentrate", stage: "mine"},
	{text: "unprocessed", stage: "mine"},
	{text: "unbeneficiated", stage: "mine"},
	{text: "mining", stage: "mine"},
	{text: "product", stage: "refined"},
	{text: "metal", forms: []string{"compounds", "metal", "primary", "refined", "sponge"}},
	{text: "unwrought", forms: []string{"metal", "primary", "refined", "sponge"}},
	{text: "refined", forms: []string{"metal", "primary", "refined", "sponge"}},
	{text: "oxide", forms: []string{"apt", "compounds", "oxide", "trioxide"}},
	{text: "compound", forms: []string{"compounds", "oxide"}},
	{text: "apt", forms: []string{"apt"}},
	{text: "carbide", forms: []string{"apt"}},
	{text: "alloy", forms: []string{"alloy"}},
	{text: "magnet", forms: []string{"magnets"}},
	{text: "natural", forms: []string{"natural"}},

	{text: "cell"}, {text: "derivative"}, {text: "equipment"}, {text: "inp"}, {text: "polysilicon"}, {text: "powder"},
	{text: "precursor"}, {text: "scrap"}, {text: "semi"}, {text: "synthetic"}, {text: "technology"}, {text: "trimethyl"},
	{text: "wafer"},
}

// A chain is what the atlas knows of minerals' forms and of their groups.
type chain struct {
	forms map[string][]form // by mineral, in the order of the table
	group map[string]string // group that a mineral is in
}

type form struct{ id, name, stage string }

// minerals are those that have a chain, by id.
func (c *chain) minerals() []string { return slices.Sorted(maps.Keys(c.forms)) }

func newChain(a *atlas.Atlas) *chain {
	c := &chain{map[string][]form{}, map[string]string{}}
	for r := range a.Rows("chain") {
		m := r.Get("mineral")
		c.forms[m] = append(c.forms[m], form{r.Get("form"), r.Get("name"), r.Get("stage")})
	}
	for r := range a.Rows("minerals") {
		if m := r.Get("mineral"); c.group[m] == "" {
			c.group[m] = r.Get("group")
		}
	}
	return c
}

// namedBy returns the name among names that stands for a mineral: its own, or
// that of a group it is in ("rare_earths" for dysprosium), or "".
func (c *chain) namedBy(mineral string, names []string) string {
	m := mineral
	for range len(c.group) + 1 { // a user's table may hold a circle
		if slices.Contains(names, m) {
			return m
		}
		m = c.group[m]
	}
	return ""
}

// within returns which of names are members of the group that mineral is.
func (c *chain) within(mineral string, names []string) []string {
	var members []string
	for _, n := range names {
		if c.namedBy(n, []string{mineral}) != "" {
			members = append(members, n)
		}
	}
	return members
}

// materials returns the forms of a mineral that a control's words name, and
// how they were read. No material means that the chain has none of them.
func (c *chain) materials(mineral, text string) ([]adit.MaterialID, string) {
	found := wordsIn(text)
	var hit []form
	for _, f := range c.forms[mineral] {
		if slices.ContainsFunc(found, func(w word) bool { return f.isIn(w) }) {
			hit = append(hit, f)
		}
	}
	all := []adit.MaterialID{adit.MaterialID(mineral + "/")}
	switch {
	case len(found) == 0:
		return all, fmt.Sprintf("%s: “%s” is read as all its forms", mineral, text)
	case len(hit) == 0:
		return nil, fmt.Sprintf("%s: names “%s”, and the atlas's chain has none of that", mineral, text)
	}
	var materials []adit.MaterialID
	var names []string
	for _, f := range hit {
		materials = append(materials, adit.MaterialID(mineral+"/"+f.id))
		names = append(names, fmt.Sprintf("%s/%s (%s%s)", mineral, f.id, f.name, f.beside(text)))
	}
	how := fmt.Sprintf("%s: “%s” is read as %s", mineral, text, strings.Join(names, " and "))
	if len(hit) == len(c.forms[mineral]) {
		return all, how + ": all its forms"
	}
	return materials, how
}

// beside tells what a form of the chain holds beside the goods that a control
// names: the atlas cannot take them apart, so they are hit too.
func (f form) beside(text string) string {
	goods := strings.Split(strings.ReplaceAll(f.name, " and ", ", "), ", ")
	named := tokens(text)
	goods = slices.DeleteFunc(goods, func(g string) bool {
		return slices.ContainsFunc(tokens(g), func(t string) bool { return slices.Contains(named, t) })
	})
	if len(goods) == 0 || !strings.Contains(f.name, ",") && !strings.Contains(f.name, " and ") {
		return ""
	}
	return "; hits " + strings.Join(goods, ", ") + " too, which the atlas does not tell apart"
}

func (f form) isIn(w word) bool {
	return f.stage == w.stage || slices.Contains(w.forms, f.id)
}

func wordsIn(text string) []word {
	var found []word
	for _, t := range tokens(text) {
		if i := slices.IndexFunc(words, func(w word) bool { return w.text == t }); i >= 0 {
			found = append(found, words[i])
		}
	}
	return found
}

// tokens are the words of a text, in the singular.
func tokens(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	for i, t := range all {
		all[i] = strings.TrimSuffix(t, "s")
	}
	return all
}

// each returns the materials one by one: a prefix stands for every form.
func (c *chain) each(materials []adit.MaterialID) []adit.MaterialID {
	var all []adit.MaterialID
	for _, m := range materials {
		if m.Form() != "" {
			all = append(all, m)
			continue
		}
		for _, f := range c.forms[m.Mineral()] {
			all = append(all, adit.MaterialID(m.Mineral()+"/"+f.id))
		}
	}
	return all
}
