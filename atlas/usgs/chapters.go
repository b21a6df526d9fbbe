package usgs

import (
	"embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// The two tables that say what MCS speaks of are data, so that they can be
// read and disputed as tables: chapters.csv names every commodity, stages.csv
// says which stage and form a world table counts.
//
//go:embed chapters.csv stages.csv headers.csv
var tables embed.FS

// A chapter is one commodity of MCS as adit names it.
type chapter struct {
	code    string // five letters, as in the file names of USGS
	mineral string
	form    string // set where the commodity is one form of the mineral
	mass    string // what a tonne is a tonne of: "content:Sb", "gross"; blank: varies
	name    string // set where the mineral is not one of adit's own
	symbol  string
}

// A stageRule gives mineral, form, stage and mass to rows of a chapter whose
// text matches. The first rule that matches wins.
type stageRule struct {
	code, where                string
	match                      *regexp.Regexp
	mineral, form, stage, mass string
}

// A headerRule puts right a column header of the per-commodity files that does
// not follow the pattern Statistic_detail_unit, or gives the wrong unit.
type headerRule struct{ file, header, statistic, detail, unit string }

// A lexicon is the three tables, ready to be asked. It is read-only.
type lexicon struct {
	spellings map[string]chapter // folded spelling → commodity
	chapters  []chapter
	stages    []stageRule
	headers   map[[2]string]headerRule
}

// lexiconOf reads the embedded tables once. They are part of the program: a
// mistake in them is a broken invariant.
var lexiconOf = sync.OnceValue(func() *lexicon {
	lex := &lexicon{spellings: map[string]chapter{}, headers: map[[2]string]headerRule{}}
	for _, r := range rowsOf("chapters.csv") {
		c := chapter{code: r[0], mineral: r[1], form: r[2], mass: r[3], name: r[4], symbol: r[5]}
		lex.chapters = append(lex.chapters, c)
		for _, s := range append(strings.Split(r[6], ";"), c.code) {
			if _, taken := lex.spellings[s]; !taken {
				lex.spellings[s] = c
			}
		}
	}
	for _, r := range rowsOf("stages.csv") {
		lex.stages = append(lex.stages, stageRule{r[0], r[1], regexp.MustCompile(r[2]), r[3], r[4], r[5], r[6]})
	}
	for _, r := range rowsOf("headers.csv") {
		lex.headers[[2]string{r[0], r[1]}] = headerRule{r[0], r[1], r[2], r[3], r[4]}
	}
	return lex
})

// rowsOf reads an embedded table without its header.
func rowsOf(name string) [][]string {
	f, err := tables.Open(name)
	if err != nil {
		panic("usgs: " + err.Error())
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic("usgs: " + name + ": " + err.Error())
	}
	return rows[1:]
}

// find returns the commodity of a spelling, or of the chapter it is in.
func (lex *lexicon) find(spellings ...string) (chapter, error) {
	for _, s := range spellings {
		key := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), " "))
		if c, ok := lex.spellings[strings.TrimRight(key, "0123456789")]; ok && key != "" {
			return c, nil
		}
	}
	return chapter{}, fmt.Errorf("unknown commodity %q", spellings[0])
}

// byCode returns the commodity of a file name, which has five letters of it,
// more or fewer: alum, scandi, zirco-hafni.
func (lex *lexicon) byCode(code string) (chapter, error) {
	if c, err := lex.find(code); err == nil {
		return c, nil
	}
	for _, c := range lex.chapters {
		if len(code) > 4 && strings.HasPrefix(code, c.code) || len(code) == 4 && strings.HasPrefix(c.code, code) {
			return c, nil
		}
	}
	return chapter{}, fmt.Errorf("unknown commodity %q", code)
}

// stage returns the rule for a text, lower case, of a chapter; where is "world"
// for tables of countries and "us" for the American ones.
func (lex *lexicon) stage(code, where, text string) stageRule {
	for _, r := range lex.stages {
		if (r.code == code || r.code == "") && r.where == where && r.match.MatchString(text) {
			return r
		}
	}
	return stageRule{}
}
