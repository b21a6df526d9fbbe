// Package minerals says what the minerals are: who calls them critical and
// since when, what they are a by-product of, how much of its use a country
// imports, and who makes most of them.
//
//	survey, err := minerals.Survey(a, minerals.Question{List: "us-2022", Edition: 2025})
//	survey.Tiers.All // 12 of the 50 at 100%
//
// A published reliance stays as published: “>50” is an interval and “E” a word
// (equation E1).
package minerals

import (
	"cmp"
	"slices"
	"strconv"

	"adit"
	"adit/atlas"
)

// A Question names minerals: of one list, of any list (blank), or by their ids,
// on a list or not. Edition is one of the Mineral Commodity Summaries, 0 for
// the latest.
type Question struct {
	List     string
	Minerals []string
	Edition  int
}

// asks reports whether a mineral with these listings is meant.
func (q Question) asks(id string, listings []Listing) bool {
	if len(q.Minerals) > 0 && !slices.Contains(q.Minerals, id) {
		return false
	}
	if q.List != "" {
		return on(listings, q.List)
	}
	return len(listings) > 0 || len(q.Minerals) > 0
}

// A Profile is what is known of one mineral.
type Profile struct {
	ID       string
	Name     string
	Symbol   string
	Lists    []Listing // by list
	Hosts    []string  // minerals whose ores carry it, the largest share first
	Reliance Reliance
	Tier     Tier
	Imports  []Import // of the group, where the reliance is the group's
}

// A Listing is a tag with a date.
type Listing struct{ List, Date string }

// An Answer is the profiles of a list, and how many stand in each tier.
type Answer struct {
	List     string
	Edition  int
	Year     adit.Year
	Profiles []Profile // by id
	Tiers    Tiers
	Sources  []string // ids, sorted
}

// Survey answers a question about the United States, whose reliance is the one
// that is published for every mineral. An unknown list or edition is an
// *adit.UnknownError.
func Survey(a *atlas.Atlas, q Question) (*Answer, error) {
	lists := listings(a)
	if err := known(lists, q.List); err != nil {
		return nil, err
	}
	book := newBook(a)
	edition, err := book.edition(q.Edition)
	if err != nil {
		return nil, err
	}
	answer := &Answer{List: q.List, Edition: edition, Year: adit.Year(edition - 1)}
	hosts, used := hosts(a), map[string]bool{}
	for r := range a.Rows("minerals") {
		id := r.Get("mineral")
		p := Profile{ID: id, Name: r.Get("name"), Symbol: r.Get("symbol"), Lists: lists[id], Hosts: hosts[id]}
		if !q.asks(id, p.Lists) {
			continue
		}
		p.Reliance = book.reliance(id, edition)
		p.Tier = p.Reliance.tier()
		p.Imports = imports(a, cmp.Or(p.Reliance.Of, id), edition)
		used[p.Reliance.Figure.Source] = true
		answer.Profiles = append(answer.Profiles, p)
	}
	for r := range a.Rows("lists") {
		used[r.Get("source")] = used[r.Get("source")] || q.List == "" || r.Get("list") == q.List
	}
	slices.SortFunc(answer.Profiles, func(x, y Profile) int { return cmp.Compare(x.ID, y.ID) })
	answer.Tiers = tally(answer.Profiles)
	answer.Sources = ids(used)
	return answer, nil
}

// ids returns the ids that were used, sorted: the order of a map must not
// reach an answer.
func ids(used map[string]bool) []string {
	list := []string{}
	for id, ok := range used {
		if ok && id != "" {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

func on(listings []Listing, list string) bool {
	return slices.ContainsFunc(listings, func(l Listing) bool { return l.List == list })
}

// listings returns the lists of each mineral, by list. Two publishers may give
// the same list.
func listings(a *atlas.Atlas) map[string][]Listing {
	lists := map[string][]Listing{}
	for r := range a.Rows("lists") {
		id, l := r.Get("mineral"), Listing{r.Get("list"), r.Get("date")}
		if !on(lists[id], l.List) {
			lists[id] = append(lists[id], l)
		}
	}
	for id := range lists {
		slices.SortFunc(lists[id], func(x, y Listing) int { return cmp.Compare(x.List, y.List) })
	}
	return lists
}

// Lists returns the name and date of every list, oldest first.
func Lists(a *atlas.Atlas) []Listing {
	var all []Listing
	for r := range a.Rows("lists") {
		if l := (Listing{r.Get("list"), r.Get("date")}); !on(all, l.List) {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(x, y Listing) int { return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.List, y.List)) })
	return all
}

// known reports a list that nothing is on.
func known(lists map[string][]Listing, list string) error {
	if list == "" {
		return nil
	}
	var names []string
	for _, ls := range lists {
		for _, l := range ls {
			names = append(names, l.List)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if slices.Contains(names, list) {
		return nil
	}
	return &adit.UnknownError{Kind: "list", ID: list, Near: names}
}

// hosts returns the hosts of each by-product, the one with the largest share
// of its supply first.
func hosts(a *atlas.Atlas) map[string][]string {
	type host struct {
		name  string
		share float64
	}
	all := map[string][]host{}
	for r := range a.Rows("byproducts") {
		share, _ := r.Number("share_pct") // unknown comes last
		for _, id := range list(r.Get("minerals")) {
			for _, h := range list(r.Get("hosts")) {
				all[id] = append(all[id], host{h, share})
			}
		}
	}
	names := map[string][]string{}
	for id, hs := range all {
		slices.SortStableFunc(hs, func(x, y host) int { return cmp.Compare(y.share, x.share) })
		for _, h := range hs {
			if !slices.Contains(names[id], h.name) {
				names[id] = append(names[id], h.name)
			}
		}
	}
	return names
}

// A Difference says what one list has and another has not.
type Difference struct {
	From, To             Listing
	Added, Removed, Both []string // mineral ids, sorted
}

// Diff compares two lists. An unknown list is an *adit.UnknownError.
func Diff(a *atlas.Atlas, from, to string) (*Difference, error) {
	lists := listings(a)
	for _, l := range []string{from, to} {
		if err := known(lists, l); err != nil {
			return nil, err
		}
	}
	d := &Difference{}
	for _, l := range Lists(a) {
		if l.List == from {
			d.From = l
		}
		if l.List == to {
			d.To = l
		}
	}
	for r := range a.Rows("minerals") {
		id := r.Get("mineral")
		switch in, out := on(lists[id], to), on(lists[id], from); {
		case in && out:
			d.Both = append(d.Both, id)
		case in:
			d.Added = append(d.Added, id)
		case out:
			d.Removed = append(d.Removed, id)
		}
	}
	slices.Sort(d.Added)
	slices.Sort(d.Removed)
	slices.Sort(d.Both)
	return d, nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // 0 where it is no number: no edition
	return n
}
