package finance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A condition compares one figure of a subject with values, as in
// place!=CHN|RUS or us_offtake_share>=0.01.
type condition struct {
	figure string
	op     string // = != <= >=
	values []string
	bound  float64 // of <= and >=
}

var operators = []string{"!=", "<=", ">=", "="} // a longer one first

// parseConditions reads conditions joined by " and ". Blank is none: always so.
func parseConditions(text string) ([]condition, error) {
	var all []condition
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, " and ") {
		c, err := parseCondition(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func parseCondition(text string) (condition, error) {
	for _, op := range operators {
		figure, value, ok := strings.Cut(text, op)
		if !ok {
			continue
		}
		c := condition{figure: figure, op: op, values: strings.Split(value, "|")}
		if figures[figure] == nil {
			return c, fmt.Errorf("no figure %q: the figures are %s", figure, strings.Join(figureNames(), ", "))
		}
		if slices.Contains(c.values, "") {
			return c, fmt.Errorf("%q compares with nothing", text)
		}
		if op != "<=" && op != ">=" {
			return c, nil
		}
		var err error
		c.bound, err = strconv.ParseFloat(value, 64)
		if err != nil || c.bound != c.bound {
			return c, fmt.Errorf("%q is no number", value)
		}
		return c, nil
	}
	return condition{}, fmt.Errorf("%q compares nothing: write FIGURE=VALUE, with = != <= or >=", text)
}

// A truth is yes, no, or open: a figure is missing.
type truth int

const (
	open truth = iota
	no
	yes
)

// holds evaluates a condition. Where the figure is not known it is open, and
// what is missing is named; where every value that it could have gives one
// answer, that answer is given.
func (c condition) holds(d *Desk, s Subject) (truth, string) {
	could, missing := figures[c.figure](d, s)
	if len(could) == 0 {
		return open, missing
	}
	so := 0 // of how many values
	for _, v := range could {
		if c.compares(v) {
			so++
		}
	}
	switch so {
	case 0:
		return no, ""
	case len(could):
		return yes, ""
	}
	return open, missing
}

func (c condition) compares(value string) bool {
	switch c.op {
	case "=":
		return slices.Contains(c.values, value)
	case "!=":
		return !slices.Contains(c.values, value)
	}
	v, err := strconv.ParseFloat(value, 64)
	return err == nil && (c.op == "<=" && v <= c.bound || c.op == ">=" && v >= c.bound)
}

// all is the conjunction: one that fails decides, whatever is open.
func all(cs []condition, d *Desk, s Subject) (truth, []string) {
	sum := yes
	var missing []string
	for _, c := range cs {
		switch t, what := c.holds(d, s); t {
		case no:
			return no, nil
		case open:
			sum = open
			missing = append(missing, what)
		}
	}
	return sum, missing
}
