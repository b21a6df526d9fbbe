package backtest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Subject is what a check looks at.
type Subject string

// The subjects of checks.
const (
	PriceOutside Subject = "price outside"
	PriceInside  Subject = "price inside"
	PriceGap     Subject = "price inside < outside"
	Exports      Subject = "exports"
	GDP          Subject = "gdp"
	Rank         Subject = "rank"
	Nothing      Subject = "none"
)

// A Unit is what the ends of a range are in.
type Unit string

// The units of ranges.
const (
	Percent Unit = "%" // change against before
	Tonnes  Unit = "t" // a month
	USD     Unit = "USD"
)

// A Mode says which months of a path a check looks at.
type Mode string

// The modes of time; the empty one is the whole path.
const (
	Whole  Mode = ""
	Month  Mode = "month"
	Months Mode = "months"
	Mean   Mode = "mean"
	Within Mode = "within"
	By     Mode = "by"
)

// A When is the time of a check, in months after the start.
type When struct {
	Mode     Mode
	From, To int
}

// A Check is one thing that a model must show.
type Check struct {
	Subject   Subject
	Unit      Unit
	Low, High float64 // ±Inf: no end
	When      When
	Minerals  []string // of rank
	Reason    string   // of none
	Observed  string   // what happened, in words; Events fills it in
}

// NoExports is the share of exports before up to which there are none.
const NoExports = 0.005

// ParseRule reads the checks of a rule, strictly: a word that the grammar lacks
// is an error that names it.
func ParseRule(rule string) ([]Check, error) {
	var checks []Check
	for part := range strings.SplitSeq(rule, ";") {
		c, err := parseCheck(strings.Join(strings.Fields(part), " "))
		if err != nil {
			return nil, fmt.Errorf("check %q: %w", strings.TrimSpace(part), err)
		}
		checks = append(checks, c)
	}
	return checks, nil
}

func parseCheck(text string) (Check, error) {
	c := Check{Low: math.Inf(-1), High: math.Inf(1)}
	if text == string(PriceGap) {
		c.Subject = PriceGap
		return c, nil
	}
	for _, s := range []Subject{PriceGap, PriceOutside, PriceInside, Exports, GDP, Rank} {
		if rest, ok := strings.CutPrefix(text, string(s)+" "); ok {
			c.Subject = s
			return c, c.parse(rest)
		}
	}
	if reason, ok := strings.CutPrefix(text, "none: "); ok {
		c.Subject, c.Reason = Nothing, reason
		return c, nil
	}
	return c, fmt.Errorf("starts with none of price outside, price inside, exports, gdp, rank, none: (with a reason)")
}

// parse reads what follows the subject.
func (c *Check) parse(rest string) error {
	switch c.Subject {
	case Rank:
		return c.parseRank(rest)
	case PriceGap:
		return c.parseWhen(rest)
	}
	words, when, _ := strings.Cut(rest, " ")
	if err := c.parseRange(words); err != nil {
		return err
	}
	if c.Subject == GDP && when != "" {
		return fmt.Errorf("gdp has no time: %q", when)
	}
	return c.parseWhen(when)
}

func (c *Check) parseRank(list string) error {
	for id := range strings.SplitSeq(list, ",") {
		if id == "" || strings.ContainsAny(id, " ") {
			return fmt.Errorf("rank wants minerals separated by commas")
		}
		c.Minerals = append(c.Minerals, id)
	}
	return nil
}

// units that a subject may be measured in.
var units = map[Subject][]Unit{PriceOutside: {Percent}, PriceInside: {Percent}, Exports: {Percent, Tonnes}, GDP: {USD}}

func (c *Check) parseRange(text string) error {
	low, high, ok := strings.Cut(text, "..")
	switch {
	case text == "0" && c.Subject == Exports:
		c.Unit, c.High = Percent, 100*(NoExports-1)
		return nil
	case strings.HasPrefix(text, ">="):
		low, high, ok = text[2:], "", true
	case strings.HasPrefix(text, "<="):
		low, high, ok = "", text[2:], true
	}
	if !ok || low == "" && high == "" {
		return fmt.Errorf("%q is no range: write LOW..HIGH, LOW.., ..HIGH, >=LOW or <=HIGH", text)
	}
	for _, end := range []struct {
		text string
		to   *float64
	}{{low, &c.Low}, {high, &c.High}} {
		if err := c.parseEnd(end.text, end.to); err != nil {
			return err
		}
	}
	if c.Low > c.High {
		return fmt.Errorf("%q ends below its start", text)
	}
	return nil
}

// parseEnd reads one end of a range; both have one unit.
func (c *Check) parseEnd(text string, to *float64) error {
	if text == "" {
		return nil
	}
	number, unit := text, USD
	for _, u := range []Unit{Percent, Tonnes} {
		if n, ok := strings.CutSuffix(text, string(u)); ok {
			number, unit = n, u
		}
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(number, "xXpP_") {
		return fmt.Errorf("%q is no number", text)
	}
	if c.Unit != "" && c.Unit != unit || !allowed(c.Subject, unit) {
		return fmt.Errorf("%q is in %s, which %s cannot be here", text, unit, c.Subject)
	}
	c.Unit, *to = unit, v
	return nil
}

func allowed(s Subject, u Unit) bool {
	for _, have := range units[s] {
		if have == u {
			return true
		}
	}
	return false
}

// longest is the last month that a check may name: fifty years.
const longest = 600

func (c *Check) parseWhen(text string) error {
	if text == "" {
		return nil
	}
	mode, months, _ := strings.Cut(text, " ")
	from, to, span := strings.Cut(months, "-")
	w := When{Mode: Mode(mode)}
	var err1, err2 error
	switch w.Mode {
	case Month:
		w.From, err1 = month(from)
		w.To = w.From
	case Within, By:
		w.To, err1 = month(from)
	case Months, Mean:
		w.From, err1 = month(from)
		w.To, err2 = month(to)
	default:
		return fmt.Errorf("%q is no time: write month N, months A-B, mean A-B, within N or by N", text)
	}
	if err1 != nil || err2 != nil || w.From > w.To || span != (w.Mode == Months || w.Mode == Mean) {
		return fmt.Errorf("%q is no time: months are whole numbers from 0 to %d, the first no later than the last", text, longest)
	}
	c.When = w
	return nil
}

func month(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err == nil && n > longest {
		err = strconv.ErrRange
	}
	return int(n), err
}

// String writes a check as ParseRule reads it.
func (c Check) String() string {
	switch c.Subject {
	case Nothing:
		return "none: " + c.Reason
	case Rank:
		return "rank " + strings.Join(c.Minerals, ",")
	case PriceGap:
		return strings.TrimSpace(string(c.Subject) + " " + c.When.String())
	}
	return strings.TrimSpace(string(c.Subject) + " " + c.rangeText() + " " + c.When.String())
}

func (c Check) rangeText() string {
	if c.Subject == Exports && c.Unit == Percent && c.High == 100*(NoExports-1) && math.IsInf(c.Low, -1) {
		return "0"
	}
	return c.end(c.Low) + ".." + c.end(c.High)
}

func (c Check) end(v float64) string {
	if math.IsInf(v, 0) {
		return ""
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	if c.Unit == Percent && v > 0 {
		text = "+" + text
	}
	return text + strings.TrimPrefix(string(c.Unit), string(USD))
}

func (w When) String() string {
	switch w.Mode {
	case Month, Within, By:
		return fmt.Sprintf("%s %d", w.Mode, w.To)
	case Months, Mean:
		return fmt.Sprintf("%s %d-%d", w.Mode, w.From, w.To)
	}
	return ""
}
