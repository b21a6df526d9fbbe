package main

import (
	"context"
	"encoding/json"
	"slices"

	"adit/atlas"
	"adit/server"
	"adit/world"
)

// namesOut is what may be typed for a country, a lens or a mineral: what
// completion offers at the command line.
type namesOut struct {
	Year     int       `json:"latest_year"`
	Minerals []nameOut `json:"minerals"`
	Places   []nameOut `json:"places"`
	Groups   []string  `json:"groups"`
}

type nameOut struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// namesVerb is the one question that the command line has no verb for: a form
// needs to know what can be chosen.
func namesVerb(e env) server.Verb {
	return server.Verb{Name: "names", Summary: "what may be chosen: minerals, places, groups of places", Answers: types(namesOut{}),
		Run: func(context.Context, server.Call, func(server.Step)) (server.Body, error) {
			b, err := json.Marshal(namesOf(e.kept.atlas))
			return server.Body{Bytes: b}, err
		}}
}

func namesOf(a *atlas.Atlas) namesOut {
	out := namesOut{Year: int(world.LatestYear(a)), Groups: []string{}}
	list := func(table, column string) []nameOut {
		all := []nameOut{}
		for r := range a.Rows(table) {
			all = append(all, nameOut{r.Get(column), r.Get("name")})
		}
		return all
	}
	out.Minerals, out.Places = list("minerals", "mineral"), list("places", "place")
	for r := range a.Rows("groups") {
		out.Groups = append(out.Groups, r.Get("group"))
	}
	slices.Sort(out.Groups)
	out.Groups = slices.Compact(out.Groups)
	return out
}
