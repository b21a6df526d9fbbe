// Package mineralreport reads and fills the reporting templates of the
// Responsible Minerals Initiative: CMRT (tin, tantalum, tungsten, gold) and EMRT
// (cobalt, mica; from 2.0 also copper, graphite, lithium, nickel).
//
//	r, err := mineralreport.Read(file)    // a filled one
//	findings := r.Check()                 // what its checker would find
//	text, left, err := mineralreport.Fill(template, r)
//
// The templates may not be carried: the user downloads them. So nothing here
// goes by the address of a cell. Sheets are found by their names, columns by
// their heads, answers by the question above them and the metal at their left:
//
//	Declaration    "Company Name (*)" in B, its value in D; a question "1) …" in B
//	               with "Answer" in D and "Comments" in G, and below it a row for
//	               each metal; company questions "A. …" with the answer in D
//	Smelter List   a row of heads with "Metal (*)" and "Smelter Look-up (*)"
//	Mine List      (EMRT 2) heads with "Metal" and "Name of Mine"
//	Product List   heads with "Product Number"
//
// That layout, and the rules of the checker, are as described for CMRT 6.01 to
// 6.5 and EMRT 1.1 to 2.1 in github.com/cirscn/cm-reporting (docs/01-cmrt-prd.md,
// docs/02-emrt-prd.md, docs/archive/diffs), which was read off the templates.
// The templates themselves were not at hand when this was written.
package mineralreport

// A Kind is a template.
type Kind string

const (
	CMRT Kind = "CMRT"
	EMRT Kind = "EMRT"
)

// A form is what a template asks.
type form struct {
	metals    []string
	questions int // asked of each metal
	policies  int // asked of the company, from A on
}

var forms = map[Kind]form{
	CMRT: {[]string{"Tantalum", "Tin", "Gold", "Tungsten"}, 8, 8},
	EMRT: {[]string{"Cobalt", "Copper", "Graphite", "Lithium", "Mica", "Nickel"}, 7, 7},
}

// A Report is a declaration.
type Report struct {
	Kind     Kind              `json:"kind"`
	Revision string            `json:"revision,omitempty"`
	Company  map[string]string `json:"company"` // by Fields
	Answers  []Answer          `json:"answers"`
	Policies []Answer          `json:"policies"` // of the company: no metal
	Smelters []Smelter         `json:"smelters"`
	Mines    []Mine            `json:"mines,omitempty"`
	Products []Product         `json:"products,omitempty"`

	cells map[string]string // where a field of the company stands
}

// Fields are what a company says of itself, as the labels begin.
var Fields = []string{"Company Name", "Declaration Scope", "Description of Scope", "Company Unique ID Authority", "Company Unique ID", "Address",
	"Contact Name", "Email - Contact", "Phone - Contact", "Authorizer", "Title - Authorizer", "Email - Authorizer", "Phone - Authorizer", "Effective Date"}

// mustSay are those that the checker requires.
var mustSay = []string{"Company Name", "Declaration Scope", "Contact Name", "Email - Contact", "Phone - Contact", "Authorizer", "Email - Authorizer", "Effective Date"}

// An Answer is to a question: "3" of a metal, or "C" of the company.
type Answer struct {
	Question string `json:"question"`
	Metal    string `json:"metal,omitempty"`
	Answer   string `json:"answer"`
	Comment  string `json:"comment,omitempty"`
	Cell     string `json:"cell,omitempty"` // "Declaration!D26"
}

// A Smelter is a row of the smelter list.
type Smelter struct {
	Number      string `json:"number,omitempty"` // as the user put it in: CID…
	Metal       string `json:"metal"`
	Lookup      string `json:"lookup,omitempty"`
	Name        string `json:"name,omitempty"`
	Country     string `json:"country,omitempty"`
	ID          string `json:"id,omitempty"` // as the template looked it up
	Mine        string `json:"mine,omitempty"`
	MineCountry string `json:"mine_country,omitempty"`
	Recycled    string `json:"recycled,omitempty"`
	Comment     string `json:"comment,omitempty"`
	Cell        string `json:"cell,omitempty"`
}

// Identity is its number, however it came to be there.
func (s Smelter) Identity() string {
	if s.ID != "" {
		return s.ID
	}
	return s.Number
}

// A Mine is a row of the mine list.
type Mine struct {
	Metal   string `json:"metal"`
	Smelter string `json:"smelter,omitempty"`
	Name    string `json:"name,omitempty"`
	Country string `json:"country,omitempty"`
	Cell    string `json:"cell,omitempty"`
}

// A Product is a row of the product list.
type Product struct {
	Number string `json:"number"`
	Name   string `json:"name,omitempty"`
	Cell   string `json:"cell,omitempty"`
}

// The two entries of the smelter list that name no smelter.
const (
	notListed     = "smelter not listed"
	notIdentified = "smelter not yet identified"
)
