package usgs

import (
	"regexp"
	"strings"
)

// The US rows repeat their statistic in words, in several spellings ("Imports
// for consumption: Oxide", "Production, Smelter: Primary", "Net import
// relianceas a percentage of"); what is left without them is the form.

// americanTables says where the US statistics of MCS go, by the word in the
// Statistics column.
var americanTables = map[string][2]string{
	"production": {"salient", "production"}, "import": {"salient", "imports"}, "export": {"salient", "exports"},
	"consumption": {"salient", "consumption"}, "supply": {"salient", "supply"}, "shipment": {"salient", "shipments"},
	"employment": {"salient", "employment"}, "sold or used": {"salient", "sold_or_used"}, "sold": {"salient", "sold"},
	"sales": {"salient", "sales"}, "net import reliance": {"reliance", "net_import_reliance"},
	"price": {"prices", "price"}, "stock": {"stocks", "stocks"},
}

// openings are the words with which a detail repeats its statistic.
var openings = map[string]*regexp.Regexp{
	"production":          regexp.MustCompile(`(?i)^production[,:]?\s*`),
	"imports":             regexp.MustCompile(`(?i)^imports?:?( for consumption)?( total)?[,:]?\s*`),
	"exports":             regexp.MustCompile(`(?i)^exports?[,:]?\s*`),
	"consumption":         regexp.MustCompile(`(?i)^consumption[,:]?\s*`),
	"shipments":           regexp.MustCompile(`(?i)^shipments?[,:]?\s*`),
	"employment":          regexp.MustCompile(`(?i)^employment[,:]?\s*(number[:,]?)?\s*`),
	"sold_or_used":        regexp.MustCompile(`(?i)^sold or used[,:]?\s*`),
	"net_import_reliance": regexp.MustCompile(`(?i)net import reliance\s*as a percentage of\s*`),
	"price":               regexp.MustCompile(`(?i)^price[,:]?\s*`),
	"stocks":              regexp.MustCompile(`(?i)^stocks?[,:]?\s*`),
}

var (
	rePriceUnit   = regexp.MustCompile(`(?i)(?:^|, ?)(?:dollars|cents) per (?:metric ton|kilogram|pound|troy ounce|carat|ton|short ton)(?:$|([:,]))`)
	reYearend     = regexp.MustCompile(`(?i),? ?\byearend\b`)
	reKindOf      = regexp.MustCompile(`(?i)^(?:\(includes \w+\):?\s*)?(apparent|reported|estimated)\b[,:]?\s*`)
	reOfWhat      = regexp.MustCompile(`(?i)(?:consumption|tin)\b[,:]?\s*(.*)$`)
	reStockpile   = regexp.MustCompile(`(?i)from Government stockpile[,:]?\s*`)
	reNumberWords = regexp.MustCompile(`(?i)[,:]? ?\bnumber\b`)
	rePriceForm   = regexp.MustCompile(`(?i)^(metal|concentrate|ore|ingot|bullion|crude iodine|ferroniobium|vanadium pentoxide|quicklime|hydrated)\b`)
)

// american is a row of the salient statistics of the United States.
func (r *record) american(lex *lexicon, statistic, detail string) {
	to, ok := americanTables[strings.ToLower(statistic)]
	if !ok {
		to = [2]string{"salient", strings.ReplaceAll(slug(statistic), "-", "_")}
	}
	r.table, r.statistic = to[0], to[1]
	rest := detail
	if re := openings[r.statistic]; re != nil {
		rest = re.ReplaceAllString(detail, "")
	}
	text := strings.ToLower(r.mineral + " " + r.form + ": " + detail)
	switch r.statistic {
	case "production":
		r.amProduction(lex, text, rest)
	case "consumption":
		if m := reKindOf.FindStringSubmatch(rest); m != nil {
			r.statistic, rest = "consumption_"+strings.ToLower(m[1]), reKindOf.ReplaceAllString(rest, "")
		}
		r.formOf(rest)
	case "shipments":
		if reStockpile.MatchString(rest) {
			r.statistic, rest = "stockpile_shipments", reStockpile.ReplaceAllString(rest, "")
		}
		r.formOf(rest)
	case "net_import_reliance":
		if m := reOfWhat.FindStringSubmatch(rest); m != nil && !strings.HasPrefix(m[1], "(") && !strings.HasPrefix(m[1], "needs") {
			r.formOf(m[1])
		}
	case "price":
		r.amPrice(&rest)
	case "employment":
		rest = reNumberWords.ReplaceAllString(rest, "")
	default:
		rest = strings.Trim(reYearend.ReplaceAllString(rest, ""), ":, ")
		r.formOf(rest)
	}
	r.detail = strings.Trim(rest, ":, ")
}

// amProduction: stage and form by rule where there is one, else the source's
// words; secondary output has a form and no stage.
func (r *record) amProduction(lex *lexicon, text, rest string) {
	rule := lex.stage(r.code, "us", text)
	r.stage = rule.stage
	if rule.form != "" {
		r.form = rule.form
		return
	}
	r.formOf(rest)
}

// amPrice: the unit is in its own column, and a price index is no price.
func (r *record) amPrice(rest *string) {
	*rest = strings.TrimSpace(rePriceUnit.ReplaceAllString(*rest, "$1"))
	if i := strings.LastIndexByte(*rest, ':'); i >= 0 {
		r.formOf((*rest)[i+1:])
	} else if m := rePriceForm.FindString(*rest); m != "" {
		r.formOf(m)
	}
}

// formOf takes the source's words as the form where the commodity has none.
func (r *record) formOf(words string) {
	if w := slug(words); r.form == "" && w != r.mineral {
		r.form = w
	}
}
