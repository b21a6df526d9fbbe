package mineralreport

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"adit"
)

// Check returns what the template's own checker would ask for, and what does
// not fit together. Rules R001 to R011 are those of the CMRT's checker as
// cm-reporting lists them (docs/01-cmrt-prd.md, 5.3); the rest are ours, and
// doubts.
func (r *Report) Check() adit.Faults {
	c := &checker{Report: r}
	c.company()
	any := c.answers()
	c.policies(any)
	c.smelters()
	c.list(any)
	return c.faults
}

type checker struct {
	*Report
	faults adit.Faults
}

func (c *checker) wrong(where, rule, remedy, format string, args ...any) {
	c.faults = append(c.faults, fault(where, rule, remedy, format, args...)...)
}

func (c *checker) doubt(where, rule, remedy, format string, args ...any) {
	c.faults = append(c.faults, adit.Fault{Where: where, Rule: rule, Severity: adit.Doubtful, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (c *checker) where(field string) string {
	if cell := c.cells[field]; cell != "" {
		return cell
	}
	return "Declaration"
}

func (c *checker) company() {
	for _, f := range mustSay {
		if c.Company[f] == "" {
			c.wrong(c.where(f), "required", "fill it in", "%s is empty", f)
		}
	}
	for _, f := range []string{"Email - Contact", "Email - Authorizer"} {
		if v := c.Company[f]; v != "" && !strings.Contains(v, "@") && !strings.EqualFold(v, "not available") {
			c.wrong(c.where(f), "R011", "write an address, or “not available”", "%s is %.60q", f, v)
		}
	}
	if strings.EqualFold(c.Company["Authorizer"], "same") {
		c.wrong(c.where("Authorizer"), "required", "write the person's name", "the authorizer is “same”")
	}
	scope := strings.ToLower(c.Company["Declaration Scope"])
	if strings.Contains(scope, "product") && len(c.Products) == 0 {
		c.wrong("Product List", "R001", "list the products", "the scope is products, and none is listed")
	}
	if strings.Contains(scope, "user defined") && c.Company["Description of Scope"] == "" {
		c.wrong(c.where("Description of Scope"), "R002", "describe the scope", "the scope is user defined, and not described")
	}
}

func yes(s string) bool { return strings.HasPrefix(strings.ToLower(s), "yes") }

func (r *Report) answer(question, metal string) (Answer, bool) {
	for _, a := range r.Answers {
		if a.Question == question && a.Metal == metal {
			return a, true
		}
	}
	return Answer{}, false
}

// uses reports whether a metal is declared to be in the products, so that all
// else is asked of it.
func (r *Report) uses(metal string) bool {
	q1, _ := r.answer("1", metal)
	q2, _ := r.answer("2", metal)
	return yes(q1.Answer) && yes(q2.Answer)
}

// answers asks for what follows from Q1 and Q2, and reports whether any metal
// is used.
func (c *checker) answers() (any bool) {
	for _, a := range c.Answers {
		q1, _ := c.answer("1", a.Metal)
		asked := a.Question == "1" || a.Question == "2" && yes(q1.Answer) || c.uses(a.Metal)
		if asked && a.Answer == "" {
			c.wrong(a.Cell, "R003", "answer it", "question %s is open for %s", a.Question, a.Metal)
		}
		any = any || c.uses(a.Metal)
	}
	if len(c.Answers) == 0 {
		c.wrong("Declaration", "R003", "hand in the template in English", "no question is found")
	}
	return any
}

func (c *checker) policies(any bool) {
	for _, p := range c.Policies {
		switch {
		case any && p.Answer == "":
			c.wrong(p.Cell, "R004", "answer it", "question %s is open", p.Question)
		case p.Question == "B" && yes(p.Answer) && p.Comment == "":
			c.wrong(p.Cell, "R005", "give the address of the policy in the comment", "question B is Yes without an address")
		case p.Question == "E" && strings.Contains(strings.ToLower(p.Answer), "other format") && p.Comment == "":
			c.wrong(p.Cell, "R006", "describe the format in the comment", "question E names another format and does not say which")
		}
	}
}

// smelterID is the form of the numbers that the Responsible Minerals Initiative
// gives.
var smelterID = regexp.MustCompile(`^CID\d{6}$`)

func (c *checker) smelters() {
	seen := map[string]bool{}
	for _, s := range c.Smelters {
		look := strings.ToLower(s.Lookup)
		switch {
		case s.Metal == "":
			c.wrong(s.Cell, "required", "choose the metal", "a smelter without a metal")
			continue
		case metalOf(c.Kind, s.Metal) == "":
			c.wrong(s.Cell, "metal", "choose a metal of the template", "%.40q is no metal of the %s", s.Metal, c.Kind)
		case look == notListed && (s.Name == "" || s.Country == ""):
			c.wrong(s.Cell, "R007", "give name and country", "a smelter that is not listed, without name or country")
		case look == notIdentified:
			c.doubt(s.Cell, "unidentified", "ask the suppliers", "a smelter of %s is not identified: its origin is unknown, not clean", s.Metal)
		case s.Identity() != "" && !smelterID.MatchString(s.Identity()):
			c.doubt(s.Cell, "smelter-id", "compare with the list of the Responsible Minerals Initiative", "%.40q is no smelter number", s.Identity())
		}
		if key := s.Metal + "\x00" + s.Identity() + "\x00" + s.Name; s.Identity()+s.Name != "" && seen[key] {
			c.doubt(s.Cell, "duplicate-id", "list each smelter once", "%s %s is listed twice", s.Metal, s.Identity()+s.Name)
		} else {
			seen[key] = true
		}
		if metal := metalOf(c.Kind, s.Metal); metal != "" && !c.uses(metal) {
			c.doubt(s.Cell, "contradiction", "mend the answers or the list", "a smelter of %s is listed, and %s is not declared to be used", metal, metal)
		}
	}
}

// list asks for smelters of every metal that is used.
func (c *checker) list(bool) {
	for _, metal := range forms[c.Kind].metals {
		has := slices.ContainsFunc(c.Smelters, func(s Smelter) bool { return metalOf(c.Kind, s.Metal) == metal })
		if c.uses(metal) && !has {
			c.wrong("Smelter List", "R008", "list the smelters of it", "%s is used, and no smelter of it is listed", metal)
		}
	}
}
