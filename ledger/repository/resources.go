package repository

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"adit/ledger/epcis"
)

// A resource is a list of values that events have.
type resource struct {
	name, item string
	of         func(*epcis.Facts) []string
}

func single(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}

var resources = []resource{
	{"eventTypes", "eventType", func(f *epcis.Facts) []string { return single(f.Type) }},
	{"epcs", "epc", func(f *epcis.Facts) []string { return f.Classes }},
	{"bizSteps", "bizStep", func(f *epcis.Facts) []string { return single(f.BizStep) }},
	{"bizLocations", "bizLocation", func(f *epcis.Facts) []string { return single(f.BizLocation) }},
	{"readPoints", "readPoint", func(f *epcis.Facts) []string { return single(f.ReadPoint) }},
	{"dispositions", "disposition", func(*epcis.Facts) []string { return nil }}, // a ledger keeps none
}

func (r *Repository) values(res resource) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	seen := map[string]bool{}
	for i := range r.events {
		for _, v := range res.of(&r.events[i].facts) {
			seen[v] = true
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(seen))...)
}

const contextURL = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// collection is the form of a list without a type of its own.
func collection(items []string) map[string]any {
	return map[string]any{"@context": contextURL, "type": "Collection", "member": items}
}

func (r *Repository) root(w http.ResponseWriter, req *http.Request) {
	all := []string{"capture", "events", "log"}
	for _, res := range resources {
		all = append(all, res.name)
	}
	slices.Sort(all)
	answer(w, req, http.StatusOK, collection(all))
}

// list answers with the values of a resource, under the type that GS1's OpenAPI
// gives it: "BizStepItemList" for bizSteps.
func (r *Repository) list(w http.ResponseWriter, req *http.Request, res resource) {
	values := r.values(res)
	p, ok := page(w, req, len(values))
	if !ok {
		return
	}
	kind := string(res.item[0]-'a'+'A') + res.item[1:] + "ItemList"
	answer(w, req, http.StatusOK, map[string]any{"@context": contextURL, "type": kind, res.item: values[p.from:p.until]})
}

func (r *Repository) below(w http.ResponseWriter, req *http.Request, res resource) {
	value := req.PathValue("value")
	if !slices.Contains(r.values(res), value) {
		refuse(w, http.StatusNotFound, "NoSuchNameException", "no %s %.100q here", res.item, value)
		return
	}
	answer(w, req, http.StatusOK, collection([]string{"/" + res.name + "/" + url.PathEscape(value) + "/events"}))
}
