package backtest

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A Record is the whole back-test: every event, hits and misses alike.
type Record struct {
	Hits        int      `json:"hits"` // checks, not events
	Misses      int      `json:"misses"`
	NotTestable int      `json:"not_testable"`
	Results     []Result `json:"results"`
}

// A Result is one event with what was predicted and observed. Figures that
// nobody printed are null.
type Result struct {
	ID              string    `json:"id"`
	Event           string    `json:"event"`
	Minerals        []string  `json:"minerals"`
	Form            string    `json:"form"`
	Imposer         string    `json:"imposer"`
	Start           string    `json:"start_date"`
	Control         string    `json:"control"`
	Targets         []string  `json:"targets"`  // empty: all
	BanFrom         string    `json:"ban_from"` // of a ban on the United States beside it
	HorizonMonths   *float64  `json:"horizon_months"`
	PriceBefore     *float64  `json:"observed_price_before"`
	PriceAfter      *float64  `json:"observed_price_after"`
	PriceUnit       string    `json:"observed_price_unit"`
	PricePlace      string    `json:"observed_price_place"`
	PriceChange     *float64  `json:"observed_price_change_pct"`
	QuantityBefore  *float64  `json:"observed_quantity_before"`
	QuantityAfter   *float64  `json:"observed_quantity_after"`
	QuantityUnit    string    `json:"observed_quantity_unit"`
	QuantityChange  *float64  `json:"observed_quantity_change_pct"`
	PredictedPrice  *float64  `json:"predicted_price_change_pct"`   // outside, at the horizon
	PredictedInside *float64  `json:"predicted_inside_change_pct"`  // at the horizon
	PredictedExport *float64  `json:"predicted_exports_change_pct"` // at the horizon
	PredictedGDP    *float64  `json:"predicted_gdp_usd"`
	PassRule        string    `json:"pass_rule"`
	Checks          []Verdict `json:"checks"`
	Vintage         []string  `json:"vintage"`
	Notes           []string  `json:"notes"`
	Cite            string    `json:"cite"`
	Error           string    `json:"error,omitempty"` // why there is no prediction
}

// Predict is what a model must offer: the path of an event, from data that were
// known before it.
type Predict func(context.Context, Event) (Path, error)

// Run predicts each event and judges it. An event that a model cannot predict
// stays in the record, with the reason; only the end of ctx stops the run.
func Run(ctx context.Context, events []Event, predict Predict) (*Record, error) {
	rec := &Record{Results: []Result{}}
	for _, e := range events {
		var p Path
		var err error
		if e.Testable() {
			p, err = predict(ctx, e)
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("back-test %s: %w", e.ID, ctx.Err())
		}
		rec.add(e, p, err)
	}
	return rec, nil
}

func (rec *Record) add(e Event, p Path, err error) {
	r := e.result()
	r.Vintage, r.Notes = append(r.Vintage, p.Vintage...), append(r.Notes, p.Notes...)
	if err != nil {
		p, r.Error = Path{}, err.Error()
	}
	at := len(p.Outside) - 1
	if !math.IsNaN(e.HorizonMonths) {
		at = int(math.Round(e.HorizonMonths))
	}
	r.PredictedPrice, r.PredictedInside, r.PredictedExport, r.PredictedGDP = in(p.Outside, at), in(p.Inside, at), in(p.Exports, at), p.GDP
	for _, c := range e.Checks {
		v := c.Judge(p)
		if err != nil && c.Subject != Nothing {
			v.Why = "no prediction: " + err.Error()
		}
		r.Checks = append(r.Checks, v)
		rec.count(v.Outcome)
	}
	rec.Results = append(rec.Results, r)
}

func (rec *Record) count(o Outcome) {
	switch o {
	case Hit:
		rec.Hits++
	case Miss:
		rec.Misses++
	default:
		rec.NotTestable++
	}
}

// in is the change of a series in a month, in percent, nil where it has none.
func in(ratios []float64, month int) *float64 {
	if month < 0 || month >= len(ratios) {
		return nil
	}
	return known(100 * (ratios[month] - 1))
}

func known(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// result is what is known of an event before anything is predicted.
func (e Event) result() Result {
	targets := []string{}
	for _, t := range e.Targets {
		targets = append(targets, string(t))
	}
	r := Result{
		ID: e.ID, Event: e.Name, Minerals: e.Minerals, Form: e.Form, Imposer: string(e.Imposer), Start: e.Start,
		Control: e.Control.String(), Targets: targets, BanFrom: e.BanFrom, HorizonMonths: known(e.HorizonMonths),
		PriceBefore: known(e.Price.Before), PriceAfter: known(e.Price.After), PriceUnit: e.Price.Unit, PricePlace: e.Price.Place, PriceChange: known(e.Price.ChangePct),
		QuantityBefore: known(e.Quantity.Before), QuantityAfter: known(e.Quantity.After), QuantityUnit: e.Quantity.Unit, QuantityChange: known(e.Quantity.ChangePct),
		PassRule: e.PassRule, Checks: []Verdict{}, Vintage: []string{}, Notes: []string{}, Cite: e.Cite,
	}
	if e.Note != "" {
		r.Notes = append(r.Notes, e.Note)
	}
	return r
}

// Markdown writes the record: a table of every check with predicted beside
// observed, then what each prediction rests on.
func (rec *Record) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d checks hit, %d missed, %d cannot be tested.\n\n", rec.Hits, rec.Misses, rec.NotTestable)
	row(&b, "Event", "Start", "Control", "What must be seen", "Predicted", "Observed", "Months", "Verdict")
	row(&b, "---", "---", "---", "---", "---", "---", "---", "---")
	for _, r := range rec.Results {
		for i, v := range r.Checks {
			id, start, control := r.ID, r.Start, r.controlText()
			if i > 0 {
				id, start, control = "", "", ""
			}
			row(&b, id, start, control, v.what(), v.PredictedText(), v.Observed, v.monthsText(), v.outcomeText())
		}
	}
	b.WriteString("\n## What each rests on\n")
	for _, r := range rec.Results {
		fmt.Fprintf(&b, "\n### %s: %s (%s)\n\n", r.ID, plain(r.Event), strings.Join(r.Minerals, ", "))
		point(&b, "Predicted price outside, exports at the horizon", r.atHorizon())
		for _, s := range standings(r.Vintage) {
			point(&b, s.name, strings.Join(s.figures, "; "))
		}
		point(&b, "Notes", strings.Join(r.Notes, "; "))
		point(&b, "Source", r.Cite)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A standing is one way to stand in time to an event, as “known”, with the figures
// that do.
type standing struct {
	name    string
	figures []string
}

// standings are those of a vintage's lines, which read “figure: standing”, in
// the order in which they come first.
func standings(vintage []string) []standing {
	var all []standing
	for _, line := range vintage {
		figure, name := line, "Also"
		if i := strings.LastIndex(line, ": "); i >= 0 {
			figure, name = line[:i], line[i+2:]
		}
		k := slices.IndexFunc(all, func(s standing) bool { return s.name == name })
		if k < 0 {
			k, all = len(all), append(all, standing{name: name})
		}
		all[k].figures = append(all[k].figures, figure)
	}
	return all
}

// point writes an item of a list, if there is something to say.
func point(b *strings.Builder, name, text string) {
	if text == "" || text == "–" {
		return
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	fmt.Fprintf(b, "- **%s**: %s\n", plain(name), plain(text))
}

// plain is text that no mark-up can be in.
func plain(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", ">", "&gt;", "*", `\*`).Replace(text)
}

// row writes cells so that no text breaks the table.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + plain(c) + " ")
	}
	b.WriteString("|\n")
}

func (r *Result) controlText() string {
	text := r.Imposer + " " + r.Control
	if len(r.Targets) > 0 {
		text += " to " + strings.Join(r.Targets, ", ")
	}
	if r.BanFrom != "" {
		text += ", ban to USA from " + r.BanFrom
	}
	return text
}

func (r *Result) atHorizon() string {
	if r.HorizonMonths == nil || r.PredictedPrice == nil && r.PredictedExport == nil {
		return "–"
	}
	return fmt.Sprintf("%s, %s after %g months", percent(r.PredictedPrice), percent(r.PredictedExport), *r.HorizonMonths)
}

func percent(x *float64) string {
	if x == nil {
		return "–"
	}
	return fmt.Sprintf("%+.0f%%", *x)
}

// what leaves the reason of a check that is none to its verdict.
func (v Verdict) what() string {
	if strings.HasPrefix(v.Check, string(Nothing)+": ") {
		return "–"
	}
	return v.Check
}

// PredictedText is what was predicted, with its unit; a dash where nothing was.
func (v Verdict) PredictedText() string {
	switch {
	case v.Predicted == nil:
		return "–"
	case v.Unit == Percent:
		return fmt.Sprintf("%+.1f%%", *v.Predicted)
	}
	return fmt.Sprintf("%.4g %s", *v.Predicted, v.Unit)
}

func (v Verdict) monthsText() string {
	switch {
	case len(v.Months) == 0:
		return "–"
	case v.Months[0] == v.Months[1]:
		return fmt.Sprint(v.Months[0])
	}
	return fmt.Sprintf("%d–%d", v.Months[0], v.Months[1])
}

func (v Verdict) outcomeText() string {
	if v.Why != "" {
		return string(v.Outcome) + ": " + v.Why
	}
	return string(v.Outcome)
}
