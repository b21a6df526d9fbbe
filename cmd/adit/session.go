package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/progress"
	"adit/internal/store"
)

// A session is one run: the world outside, the flags that every verb has, and
// what they stand for.
type session struct {
	env
	verb     string // for messages: "adit minerals"
	started  bool   // the verb has begun: its flags and arguments are well formed
	changed  bool   // something was written: an interruption must not deny it
	progress *progress.Line
	solvers  *soonSolver // opened by this run, which closes it

	country, against, data string
	year                   int
	set                    []string
	json, quiet            bool
	xlsx, html, pdf        string // files to write the answer to, too
	args                   []string
	ctx                    context.Context // of the run, for files that take long
}

// addFlags adds the flags of every verb. A verb that cannot heed one refuses
// it, or says so: a flag ignored in silence is a wrong answer.
func (s *session) addFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&s.country, "country", "USA", "point of view: ISO code or name of a `PLACE`")
	f.IntVar(&s.year, "year", 0, "`YEAR` of the figures (default: the latest)")
	f.StringVar(&s.against, "against", "CHN", "who may cut supply: a place, a group, or several with commas (`WHO`)")
	f.StringArrayVar(&s.set, "set", nil, "another value for a figure in this run: `ID=VALUE`; may be repeated")
	f.StringVar(&s.data, "data", "", "`FOLDER` of your data (default: $ADIT_DATA, else ~/.local/share/adit)")
	f.BoolVar(&s.json, "json", false, "print one JSON object")
	f.BoolVar(&s.quiet, "quiet", false, "show no progress")
}

// start notes which verb runs. Errors from here on are not misuse.
func (s *session) start(cmd *cobra.Command) {
	s.verb = cmd.CommandPath()
	s.started = true
	s.progress = s.env.progress(s.quiet)
}

// store returns the user's data folder.
func (s *session) store() (*store.Store, error) {
	dir, err := s.dataFolder(s.data)
	if err != nil {
		return nil, err
	}
	return store.Open(dir), nil
}

// layers returns the embedded tables, and over them the editions that the user
// accepted.
func (s *session) layers() ([]fs.FS, []store.Version, error) {
	if s.kept != nil {
		return s.kept.layers, s.kept.active, nil
	}
	// A misspelt folder would answer from the embedded tables. Import makes one.
	if _, err := os.Stat(s.data); s.data != "" && err != nil && s.verb != "adit import" {
		return nil, nil, fmt.Errorf("--data %s: there is no such folder; mend the name, or make it first", s.data)
	}
	st, err := s.store()
	if err != nil {
		return nil, nil, err
	}
	active, err := st.Active()
	if err != nil {
		return nil, nil, fmt.Errorf("%w; mend it, choose another with --data, or undo with “adit import --undo SOURCE”", err)
	}
	layers := []fs.FS{s.embedded()}
	for _, v := range active {
		layers = append(layers, v.Tables)
	}
	return layers, active, nil
}

// tables opens the tables as they are.
func (s *session) tables() (*atlas.Atlas, error) {
	if s.kept != nil {
		return s.kept.atlas, nil
	}
	layers, _, err := s.layers()
	if err != nil {
		return nil, err
	}
	return atlas.Open(layers...)
}

// atlas opens the tables, with --set applied.
func (s *session) atlas() (*atlas.Atlas, error) {
	a, err := s.tables()
	if err != nil {
		return nil, err
	}
	overrides, err := s.overrides()
	if err != nil || len(overrides) == 0 {
		return a, err
	}
	return a.With(overrides)
}

// overrides reads --set. The last of two values for one id would win silently,
// so two are refused.
func (s *session) overrides() (map[string]float64, error) {
	m := map[string]float64{}
	for _, pair := range s.set {
		at := strings.LastIndex(pair, "=")
		if at < 1 {
			return nil, wrong("--set %q: write ID=VALUE", pair)
		}
		id := pair[:at]
		v, err := strconv.ParseFloat(pair[at+1:], 64)
		if err != nil || v != v || v > maxFigure || v < -maxFigure {
			return nil, wrong("--set %q: %q is not a finite number", pair, pair[at+1:])
		}
		if _, twice := m[id]; twice {
			return nil, wrong("--set: %s is given twice", id)
		}
		m[id] = v
	}
	return m, nil
}

// maxFigure is more tonnes or dollars than there are.
const maxFigure = 1e18

// place resolves a country by code or name. Congo alone is the Republic of the
// Congo in the lists of names, and the other one to whoever asks for cobalt:
// taking it for either would answer another question.
func place(a *atlas.Atlas, name string) (adit.PlaceID, error) {
	if strings.EqualFold(strings.TrimSpace(name), "congo") {
		return "", &adit.UnknownError{Kind: "country", ID: name, Near: []string{"DR Congo", "Congo, Rep."}}
	}
	id, err := a.Places().Find(name)
	return adit.PlaceID(id), err
}

// lens resolves --against to places: one by code or name, a named group as it
// stood in that year, or several of either with commas.
func lens(a *atlas.Atlas, who string, year adit.Year) ([]adit.PlaceID, error) {
	if p, err := place(a, who); err == nil { // before commas: "Korea, Republic of"
		return []adit.PlaceID{p}, nil
	}
	var all []adit.PlaceID
	for part := range strings.SplitSeq(who, ",") {
		places, err := member(a, strings.TrimSpace(part), year)
		if err != nil {
			return nil, err
		}
		all = append(all, places...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// member resolves one name of a lens. Places come before groups.
func member(a *atlas.Atlas, name string, year adit.Year) ([]adit.PlaceID, error) {
	p, err := place(a, name)
	if err == nil {
		return []adit.PlaceID{p}, nil
	}
	if members, group := a.Group(name, strconv.Itoa(int(year))); group == nil {
		if len(members) == 0 {
			return nil, unanswered("group %s had no members in %d", name, year)
		}
		return members, nil
	}
	if u, ok := err.(*adit.UnknownError); ok {
		return nil, &adit.UnknownError{Kind: "country or group", ID: name, Near: u.Near}
	}
	return nil, err
}
