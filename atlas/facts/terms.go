package facts

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit/atlas/intake"
)

// The sheet tells in words what a capacity is of, who promised how much money,
// and what stands in the way. These are read by narrow rules: what no rule
// reads stays words, and is doubted where it looks like a quantity.

// products are what capacities are counted in, the first that a note begins
// with, and the tonnes that the mineral's network counts per tonne of it:
// stoichiometry with standard atomic weights (IUPAC 2021).
var products = []struct {
	words   string
	content float64
}{
	{"Li2CO3", 0.1879}, // 2·6.94 / 73.89
	{"Sc2O3", 1},       // the network counts oxide
	{"TiO2", 0.5994},   // 47.867 / 79.866
	{"Y2O3", 1},        // rare earths are counted as oxides
	{"REO", 1}, {"TREO", 1}, {"mixed REO", 1}, {"magnet REO", 1}, {"NdPr oxide", 1}, {"oxides", 1}, {"NdPr equivalent", 1},
	{"NdPr metal", 1.167}, // 336.5 g of Nd2O3 hold 288.5 g of Nd
	{"alumina", 0.5293},   // 53.963 / 101.961
	{"battery-grade cobalt", 1}, {"graphite", 1}, {"synthetic graphite", 1}, {"coated spherical purified graphite", 1}, {"advanced graphite", 1},
	{"active anode material", 1}, {"AAM", 1},
}

// notRates are words of notes whose number is no yearly rate of a product.
var notRates = []string{"not a yearly rate", "not nameplate", "throughput", "NOT REO", "gross:", "concentrate (gross", "equivalent after expansion"}

var perYear = regexp.MustCompile(`^t/yr (.+)$`)

// capacity reads what a capacity is of.
func (r *record) capacity() {
	r.cells["capacity_of"], r.cells["capacity_content"] = "", ""
	if r.cells["capacity_t_per_y"] == "" {
		return
	}
	m := perYear.FindStringSubmatch(r.cells["capacity_note"])
	if m == nil || slices.ContainsFunc(notRates, func(w string) bool { return strings.Contains(m[1], w) }) {
		r.doubt("capacity", "find the yearly rate of a product", "capacity %q is no yearly rate of a product", r.cells["capacity_note"])
		return
	}
	of, content := r.product(m[1])
	if of == "" {
		r.doubt("capacity", "say of which element or compound", "capacity %q: tonnes of what is contained are not known", r.cells["capacity_note"])
		return
	}
	r.set("capacity_of", of)
	r.set("capacity_content", intake.Format(content))
}

// product finds the compound or the mineral that a note begins with.
func (r *record) product(note string) (string, float64) {
	for _, p := range products {
		if rest, ok := strings.CutPrefix(note, p.words); ok && (rest == "" || strings.ContainsAny(rest[:1], " ,;:(")) {
			return p.words, p.content
		}
	}
	word, _, _ := strings.Cut(note, " ")
	if id, err := r.in.Minerals.Find(word); err == nil && id == r.cells["minerals"] {
		return word, 1
	}
	return "", 0
}

var sharedCapex = regexp.MustCompile(`(?i)capex shared with ([a-z0-9-]+)`)

// capexHolder names the row that holds a capex which pays for this one too. A
// row that only says that it is shared has its holder in see- references.
func (r *record) capexHolder() {
	words := r.get("source_note") + " " + r.get("constraint_note")
	r.cells["capex_shared_with"] = ""
	switch m := sharedCapex.FindStringSubmatch(words); {
	case m != nil:
		r.set("capex_shared_with", m[1])
	case !regexp.MustCompile(`(?i)capex shared|shared capex`).MatchString(words):
	case strings.HasPrefix(r.get("public_finance"), "see "):
		r.set("capex_shared_with", strings.TrimPrefix(r.get("public_finance"), "see "))
	default:
		r.set("capex_shared_with", "unnamed")
	}
	if r.cells["capex_shared_with"] != "" && r.cells["capex_m_usd"] != "" {
		r.doubt("capex", "keep it in one row", "capex stands here and is said to be shared with %s", r.cells["capex_shared_with"])
	}
}

// standings are the words by which money is promised or paid. The first kind
// that matches counts: a conditional loan that was approved is conditional.
var standings = []struct {
	column string
	words  *regexp.Regexp
}{
	{"public_letter_m_usd", regexp.MustCompile(`(?i)\bLOI\b|letter of interest|conditional|negotiation|selected|RFI|up to|planned|announced|application|MOU|tender`)},
	{"public_committed_m_usd", regexp.MustCompile(`(?i)committed|closed|approved|signed|\baward`)},
	{"public_disbursed_m_usd", regexp.MustCompile(`(?i)disbursed|first draw`)},
}

var (
	inBrackets = regexp.MustCompile(`\([^()]*\)`)
	dollars    = regexp.MustCompile(`USD ([\d,]+(?:\.\d+)?)(M|bn)\b`)
	clauses    = regexp.MustCompile(`; |, `)
	notApart   = regexp.MustCompile(`(?i)part of|combined|into |via `)
	unseen     = regexp.MustCompile(`USD [^;,()+]*\(from memory\)`)
)

// finance splits public money into letters, commitments and payments. Money of
// several projects together, or without a standing, is doubted and not taken.
func (r *record) finance() {
	sums := map[string]float64{}
	text := withDollars(unseen.ReplaceAllString(r.get("public_finance"), ""))
	for _, clause := range clauses.Split(text, -1) {
		waiting := 0.0 // amounts whose standing follows: "USD 47M + USD 12M committed"
		for part := range strings.SplitSeq(clause, " + ") {
			amount, column := waiting+millions(part), standing(part)
			if waiting = 0; column == "" {
				waiting = amount
			} else {
				sums[column] += amount
			}
		}
		if waiting > 0 {
			r.doubt("public-finance", "say whether it is a letter, committed or disbursed", "%q: %g M USD without a standing", clause, waiting)
		}
	}
	if notApart.MatchString(text) && len(sums) > 0 {
		r.doubt("public-finance", "find the project's own amount", "%q: not this project's alone", text)
		clear(sums)
	}
	for _, s := range standings {
		r.cells[s.column] = ""
		if sums[s.column] > 0 {
			r.set(s.column, intake.Format(sums[s.column]))
		}
	}
}

// withDollars takes remarks in brackets away, but for the dollars of an amount
// in another currency.
func withDollars(text string) string {
	return inBrackets.ReplaceAllStringFunc(text, func(in string) string {
		if strings.HasPrefix(strings.TrimLeft(in, "(~"), "USD ") && !strings.Contains(in, "from memory") && strings.Count(in, "USD") == 1 && strings.HasSuffix(in, "M)") {
			return in
		}
		return ""
	})
}

func millions(clause string) float64 {
	sum := 0.0
	for _, m := range dollars.FindAllStringSubmatch(clause, -1) {
		x, _ := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64) // the pattern is a number
		if m[2] == "bn" {
			x *= 1000
		}
		sum += x
	}
	return sum
}

func standing(clause string) string {
	for _, s := range standings {
		if s.words.MatchString(clause) {
			return s.column
		}
	}
	return ""
}

// obstacles are the words by which a constraint is known. What is held or in
// place is none.
var obstacles = []struct {
	tag   string
	words *regexp.Regexp
}{
	{"water", regexp.MustCompile(`(?i)\bwater\b|wastewater`)},
	{"litigation", regexp.MustCompile(`(?i)litigation|arbitration|lawsuit`)},
	{"power", regexp.MustCompile(`(?i)\bpower\b|\bgrid\b`)},
	{"permits", regexp.MustCompile(`(?i)permit|approvals|licen[cs]e|\bEIS\b|FAST-41|uranium ban`)},
	{"finance", regexp.MustCompile(`(?i)financ|\bFID\b|lack of funds|debt|chapter 11`)},
	{"feed", regexp.MustCompile(`(?i)\bfeed\b|feed:|bauxite supply|imported bauxite`)},
	{"demand", regexp.MustCompile(`(?i)\bprice\b|\bdemand\b`)},
	{"owner", regexp.MustCompile(`(?i)chinese|shenghe`)},
	{"contamination", regexp.MustCompile(`(?i)superfund|contaminated|reclaimed`)},
}

var settled = regexp.MustCompile(`(?i)all permits held|water rights in place`)

func (r *record) tags() {
	text := settled.ReplaceAllString(r.get("constraint_note"), "")
	var tags []string
	for _, o := range obstacles {
		if o.words.MatchString(text) {
			tags = append(tags, o.tag)
		}
	}
	r.set("constraint_tags", strings.Join(tags, ";"))
}
