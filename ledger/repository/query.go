package repository

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"adit/ledger"
	"adit/ledger/epcis"
)

// A filter is a query: all of its conditions hold.
type filter struct {
	conditions []func(*epcis.Facts) bool
	byTime     bool
	descending bool
	limit      int // the most events at all, 0 for no limit
	refuseOver int // more are an error
}

func (f *filter) holds(e *epcis.Facts) bool {
	for _, c := range f.conditions {
		if !c(e) {
			return false
		}
	}
	return true
}

// conditions are EPCIS's query parameters, by name (standard, 8.2.7.1). Those
// not listed are refused: an ignored one would answer another question.
var conditions = map[string]func(values []string) (func(*epcis.Facts) bool, error){
	"eventType":           among(func(f *epcis.Facts) string { return f.Type }),
	"EQ_eventID":          among(func(f *epcis.Facts) string { return f.ID }),
	"EQ_action":           among(func(f *epcis.Facts) string { return f.Action }),
	"EQ_bizStep":          amongSteps,
	"EQ_readPoint":        among(func(f *epcis.Facts) string { return f.ReadPoint }),
	"EQ_bizLocation":      among(func(f *epcis.Facts) string { return f.BizLocation }),
	"MATCH_anyEPCClass":   matching(func(f *epcis.Facts) []string { return f.Classes }),
	"MATCH_anyEPC":        matching(func(f *epcis.Facts) []string { return f.Classes }),
	"MATCH_epcClass":      matching(func(f *epcis.Facts) []string { return plain(f) }),
	"MATCH_inputEPCClass": matching(func(f *epcis.Facts) []string { return f.Inputs }),
	"MATCH_outputEPCClass": matching(func(f *epcis.Facts) []string {
		return f.Outputs
	}),
	"GE_eventTime": moment(func(f *epcis.Facts, t time.Time) bool { return !f.Time.Before(t) }),
	"LT_eventTime": moment(func(f *epcis.Facts, t time.Time) bool { return f.Time.Before(t) }),
}

// plain are the lots that neither go in nor come out.
func plain(f *epcis.Facts) []string {
	if f.Type == "TransformationEvent" {
		return nil
	}
	return f.Classes
}

func among(of func(*epcis.Facts) string) func([]string) (func(*epcis.Facts) bool, error) {
	return func(values []string) (func(*epcis.Facts) bool, error) {
		return func(f *epcis.Facts) bool { return slices.Contains(values, of(f)) }, nil
	}
}

func amongSteps(values []string) (func(*epcis.Facts) bool, error) {
	for i, v := range values {
		values[i] = epcis.Word(v)
	}
	return func(f *epcis.Facts) bool { return slices.Contains(values, f.BizStep) }, nil
}

func matching(of func(*epcis.Facts) []string) func([]string) (func(*epcis.Facts) bool, error) {
	return func(patterns []string) (func(*epcis.Facts) bool, error) {
		return func(f *epcis.Facts) bool {
			return slices.ContainsFunc(of(f), func(class string) bool {
				return slices.ContainsFunc(patterns, func(p string) bool { return epcis.Matches(p, class) })
			})
		}, nil
	}
}

func moment(holds func(*epcis.Facts, time.Time) bool) func([]string) (func(*epcis.Facts) bool, error) {
	return func(values []string) (func(*epcis.Facts) bool, error) {
		t, err := time.Parse(time.RFC3339, values[0])
		if err != nil || len(values) > 1 {
			return nil, fmt.Errorf("write one time with its zone, such as 2026-03-01T08:00:00Z")
		}
		return func(f *epcis.Facts) bool { return holds(f, t) }, nil
	}
}

func parseFilter(q url.Values) (*filter, error) {
	f := &filter{}
	for name, given := range q {
		if len(given) > 1 {
			return nil, fmt.Errorf("%s is given twice: write several values with | between them", name)
		}
		if make, ok := conditions[name]; ok {
			c, err := make(strings.Split(given[0], "|"))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			f.conditions = append(f.conditions, c)
			continue
		}
		if err := f.option(name, given[0]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *filter) option(name, value string) (err error) {
	switch name {
	case "perPage", "nextPageToken": // page reads them
	case "orderBy":
		if f.byTime = value == "eventTime"; !f.byTime {
			err = fmt.Errorf("orderBy is eventTime, not %.40q", value)
		}
	case "orderDirection":
		if f.descending = value == "DESC"; value != "DESC" && value != "ASC" {
			err = fmt.Errorf("orderDirection is ASC or DESC, not %.40q", value)
		}
	case "eventCountLimit":
		f.limit, err = positive(name, value)
	case "maxEventCount":
		f.refuseOver, err = positive(name, value)
	default:
		err = fmt.Errorf("parameter %.60q is not supported here", name)
	}
	return err
}

func positive(name, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s is a number from 1, not %.40q", name, value)
	}
	return n, nil
}

// query answers with events; of a resource, with those of one value.
func (r *Repository) query(w http.ResponseWriter, req *http.Request, res *resource) {
	if len(req.URL.RawQuery) > 2000 {
		refuse(w, http.StatusRequestURITooLong, "QueryTooComplexException", "a query has at most 2,000 characters")
		return
	}
	f, err := parseFilter(req.URL.Query())
	if err != nil {
		refuse(w, http.StatusBadRequest, "QueryParameterException", "%v", err)
		return
	}
	if res != nil {
		value := req.PathValue("value")
		if !slices.Contains(r.values(*res), value) {
			refuse(w, http.StatusNotFound, "NoSuchNameException", "no %s %.100q here", res.item, value)
			return
		}
		f.conditions = append(f.conditions, func(e *epcis.Facts) bool { return slices.Contains(res.of(e), value) })
	}
	found := r.find(f)
	if f.refuseOver > 0 && len(found) > f.refuseOver {
		refuse(w, http.StatusRequestEntityTooLarge, "QueryTooLargeException", "%d events, more than maxEventCount", len(found))
		return
	}
	if part, ok := page(w, req, len(found)); ok {
		r.write(w, req, found[part.from:part.until])
	}
}

// find returns where the events stand.
func (r *Repository) find(f *filter) []int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var found []*entry
	for i := range r.events {
		if f.holds(&r.events[i].facts) {
			found = append(found, &r.events[i])
		}
	}
	if f.byTime {
		slices.SortStableFunc(found, func(x, y *entry) int { return x.facts.Time.Compare(y.facts.Time) })
	}
	if f.descending {
		slices.Reverse(found)
	}
	if f.limit > 0 && len(found) > f.limit {
		found = found[:f.limit]
	}
	indexes := make([]int64, len(found))
	for i, e := range found {
		indexes[i] = e.index
	}
	return indexes
}

func (r *Repository) write(w http.ResponseWriter, req *http.Request, indexes []int64) {
	events := make([]*ledger.Event, len(indexes))
	for i, index := range indexes {
		raw, err := r.config.Entry(req.Context(), index)
		if err == nil {
			events[i], err = ledger.ReadEvent(raw)
		}
		if err != nil {
			refuse(w, http.StatusInternalServerError, "ImplementationException", "entry %d of the log cannot be read", index)
			return
		}
	}
	text, _, err := epcis.Write(events, epcis.Header{Created: r.config.Now(), Query: "SimpleEventQuery"})
	if err != nil {
		refuse(w, http.StatusInternalServerError, "ImplementationException", "%v", err)
		return
	}
	answer(w, req, http.StatusOK, text)
}

func (r *Repository) one(w http.ResponseWriter, req *http.Request) {
	r.mu.RLock()
	index, ok := r.byID[req.PathValue("id")]
	r.mu.RUnlock()
	if !ok {
		refuse(w, http.StatusNotFound, "NoSuchNameException", "no event %.100q", req.PathValue("id"))
		return
	}
	r.write(w, req, []int64{index})
}

// part is a page of a list.
type part struct{ from, until int }

const (
	perPage = 30 // as GS1's OpenAPI has it
	mostOn  = 1000
)

// page reads perPage and nextPageToken, and links to the next page. The token
// is where it begins: the log only grows, so that it stays good.
func page(w http.ResponseWriter, req *http.Request, n int) (part, bool) {
	q := req.URL.Query()
	size, from := perPage, 0
	var err error
	if v := q.Get("perPage"); v != "" {
		size, err = positive("perPage", v)
	}
	if v := q.Get("nextPageToken"); v != "" && err == nil {
		from, err = positive("nextPageToken", v)
	}
	if err == nil && from > n {
		err = fmt.Errorf("nextPageToken is past the end")
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "QueryParameterException", "%v", err)
		return part{}, false
	}
	p := part{from, min(n, from+min(size, mostOn))}
	if p.until < n {
		next := *req.URL
		q.Set("nextPageToken", strconv.Itoa(p.until))
		next.RawQuery = q.Encode()
		w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, next.RequestURI()))
	}
	return p, true
}
