package facts

import (
	"regexp"
	"strings"
)

// A citation replaces a reference to a working copy of a file by the public
// publication that the file is a copy of.
type citation struct {
	pattern *regexp.Regexp
	public  string
}

func rule(pattern, public string) citation { return citation{regexp.MustCompile(pattern), public} }

// citations are applied in order; the first ones are the most specific.
var citations = []citation{
	rule(`USGS MCS2026 data release \(data/usgs-mcs/2026/[^)]*\)`, "USGS MCS 2026 data release, doi 10.5066/P1WKQ63T"),
	rule(`USGS (MCS\d{4}) salient \([^)]*\)`, "USGS $1 data release, salient statistics"),
	rule(`EU CRM 2023 study Annex, averages 2016-2020 \([^)]*\)`, "EU CRM 2023 study, annex, averages 2016-2020"),
	rule(`eu-crm/fact_MaterialUseShares\.csv \(EU CRM 2023, CC BY 4\.0\)`, "EU CRM 2023 study, shares of applications"),
	rule(`\(material-level index, methods/eu_crm2023_results\.csv\)`, "(material-level index, results of the study)"),
	rule(`methods/usgs_MCS2025_T4_Critical_Minerals_End_Use\.csv`, "USGS MCS 2025 data release, table T4"),
	rule(`World Bank Pink Sheet \([^)]*\)`, "World Bank commodity prices (Pink Sheet)"),
	rule(`China customs monthly via qennis repo \([^)]*\)`, "China customs monthly statistics, 6 digits, compiled by a third party"),
	rule(`mineral-control-atlas/announcement-items\.js \((aidehaomj-rgb/[\w-]+); gives MOFCOM URLs and customs codes\)`,
		"MOFCOM announcements with customs codes, compiled at https://github.com/$1"),
	rule(`GTA/IEA copies: gta-interventions\.json (\d+)`, "Global Trade Alert, intervention $1"),
	rule(`GTA/IEA copies: IEA_CM_Policies\.csv`, "IEA critical minerals policy tracker"),
	rule(`IEA_CM_Policies\.csv`, "IEA critical minerals policy tracker"),
	rule(`\(hs-concordance/H6\.xlsx\)`, "of the World Customs Organization"),
	rule(`facts/executive_orders\.csv( \(wikisource\))?`, "text of the order, Federal Register"),
	rule(`\(data/ICMM_FacilityData\.csv\)`, "(ICMM facility data)"),
	rule(`\((data/)?USGS_Lithium_US_CSV(/Resources\.csv)?\)`, "(USGS lithium deposits in the United States)"),
	rule(`\((data/source/)?MCS2026_Commodities_Data\.csv\)`, "(USGS MCS 2026 data release, doi 10.5066/P1WKQ63T)"),
	rule(`USGS History\.csv`, "USGS lithium deposits, history"),
	rule(`see Resources\.csv`, "see the USGS data release"),
	rule(`controls\.csv EU-CRMA-BENCH`, "Regulation (EU) 2024/1252"),
	rule(`controls\.csv`, "table controls"),
	rule(`byproducts\.csv`, "table byproducts"),
	rule(`end_uses\.csv`, "table use_shares"),
	rule(`data/usgs-mcs/2025/salient_commodity`, "USGS MCS 2025 data release"),
	rule(`data/iea/iea\.json`, "IEA Critical Minerals Data Explorer 2025"),
	rule(`headline_checks_12_defense\.csv`, "table headline_minerals"),
	rule(`; bgs-wms; eu-crm`, "; BGS World Mineral Statistics; EU CRM 2023 study"),
	rule(`; eu-crm$`, "; EU CRM 2023 study"),
	rule(`(pranava0x0/[\w-]+) BACKLOG\.md`, "https://github.com/$1"),
	rule(`pranava0x0 audit\.md`, "https://github.com/pranava0x0/usgs-mineral-commodity-summaries"),
	rule(`Graedel et al\. 2015 substitute performance as transcribed in SCARCE workbook;.*`, "Graedel et al. 2015, as in the SCARCE workbook; scale of its words from memory"),
	rule(`SCARCE workbook \(S\. Marinova\): Substitutability_and_Future_Technology_Indicators\.xlsx sheet Graedel data`, "SCARCE workbook (S. Marinova), sheet Graedel data"),
	rule(`germani\.txt`, "germanium chapter"),
	rule(`docs/methods\.md section 6 \(exhibits\)`, "MP Materials filings of July 2025, exhibits"),
	rule(`\(Frenzel 2016 relation in docs/methods\.md section 3\)`, "(relation of Frenzel et al. 2016, fig. 3)"),
	rule(`docs/methods\.md Frenzel relation`, "relation of Frenzel et al. 2016"),
	rule(`^docs/methods\.md 1\.4$`, "USGS OFR 2025-1047"),
	rule(`>90 docs/methods\.md \(`, ">90 ("),
	rule(`docs/methods\.md; SCARCE`, "SCARCE"),
	rule(`(;| via) docs/(methods|validation)\.md( section [\d.]+| [\d.]+)?`, ""),
	rule(`;? ?see docs/(methods|validation)\.md`, ""),
	rule(`docs/methods\.md section 6 \(MP 8-K exhibits\)`, "MP Materials 8-K of July 2025, exhibits"),
	rule(`docs/validation\.md section 5b \(mining\.com/Adamas\)`, "mining.com, Adamas Intelligence"),
	rule(`docs/validation\.md section 5b`, "press reports"),
	rule(`docs/validation\.md (\+37%)`, "press reports: $1"),
	rule(`, and docs/methods\.md reconstruction from Fig\. 2`, ", and counted from figure 2"),
	rule(`china-exports-qennis( customs monthly)?`, "China customs monthly statistics"),
	rule(`; snapshot date of this research machine is [\d-]+: check whether extended`, "; check whether extended"),
	rule(`(no world total in MCS); WMD 2022 139 t primary`, "$1"),
}

var spaces = regexp.MustCompile(`\s+`)

// cite makes a free text of the sheets fit for publication. Addresses of the
// web stay as they are.
func cite(s string) string {
	s = strings.TrimSpace(spaces.ReplaceAllString(s, " "))
	for _, c := range citations {
		s = c.pattern.ReplaceAllString(s, c.public)
	}
	return strings.TrimSpace(s)
}

// barred are publishers whose series adit does not pass on: terms to be
// confirmed (BGS, IEA) or different (World Mining Data).
var barred = regexp.MustCompile(`\b(BGS|IEA|WMD|World Mining Data)\b|IEA_CM_Policies`)

// tracker is a working name for a pair of policy databases, of which one is
// barred; the file named after it decides.
var tracker = regexp.MustCompile(`GTA/IEA copies: gta-`)

// onlyBarred reports whether every source of a text is barred. A source that
// is quoted beside another one does not bar the row.
func onlyBarred(source string) bool {
	some := false
	for _, part := range strings.Split(outsideBrackets(source), ";") {
		part = tracker.ReplaceAllString(part, "GTA ")
		switch {
		case strings.TrimSpace(part) == "":
		case barred.MatchString(part):
			some = true
		default:
			return false
		}
	}
	return some
}

// outsideBrackets drops what stands in brackets, where ';' does not separate
// sources.
func outsideBrackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// withoutBarred drops the parts of a citation, separated by ';', that name a
// barred publisher.
func withoutBarred(s string) string {
	parts := strings.Split(s, ";")
	kept := parts[:0]
	for _, p := range parts {
		if !barred.MatchString(tracker.ReplaceAllString(p, "GTA ")) {
			kept = append(kept, p)
		}
	}
	return strings.TrimSpace(strings.Join(kept, ";"))
}
