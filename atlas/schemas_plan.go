package atlas

// planSchemas hold what a plan on the atlas assumes of what may happen, and of
// what public money costs (docs/decisions/0032).
var planSchemas = []*Schema{
	{Name: "plan_cases", About: "what may happen in a plan, and how likely it is: exactly one case happens; parts of one case happen together; the case without a probability has the rest",
		Key: []string{"case", "part"}, Columns: []Column{
			{"case", Word, true, "name"},
			{"part", Number, true, "1, 2 …: what happens together"},
			{"measure", Word, true, "calm; stop: exports end; cut: exports fall to a factor; licence: exports by licence; outage: makers do a factor of what they could"},
			{"who", List, false, "against: whoever --against names; largest: of each mineral the largest maker of its last form outside --against and the country; else places or groups"},
			{"to", Word, false, "country: exports to the country alone; blank: to everyone"},
			{"minerals", List, false, "blank: all that are planned for"},
			{"factor", Number, false, "what is left, 0 to 1"},
			{"after", Number, false, "years after the first of the plan in which it begins"},
			{"years", Number, false, "how long it lasts"},
			{"probability", Number, false, "that the case happens; given at part 1"},
			{"basis", Basis, true, "how the probability is known"},
			{"source", Source, true, "id of the sources table"},
			{"locator", Text, true, "table, row or page inside the source"},
			{"note", Text, true, "why"},
		}},
	{Name: "plan_instruments", About: "what a dollar of a project's capital costs the public, by instrument; each has a band and may be overridden with --set",
		Key: []string{"instrument"}, Columns: append([]Column{
			{"instrument", Word, true, "grant, loan, equity, insurance, offtake, price_floor, stockpile"},
			{"where", Word, true, "home: in the country; partner: outside it; any; stock: for what is bought and kept"},
			{"default_for", List, false, "home_small, home_large, partner: the projects that it is the default of; the bound between small and large is the assumption instrument-small"},
		}, figureColumns...)},
}
