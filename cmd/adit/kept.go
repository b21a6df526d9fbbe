package main

import (
	"io/fs"

	"adit/atlas"
	"adit/internal/store"
	"adit/lp"
)

// kept is what a server opens once and all of its runs share. A user's import
// shows after the next start.
type kept struct {
	layers []fs.FS
	active []store.Version
	atlas  *atlas.Atlas
	solver lp.Solver
	hash   string      // of all tables
	ledger *heldLedger // of “adit serve --ledger”, else nil
}

// keep opens what runs share. The solver closes with the session.
func (s *session) keep() (*kept, error) {
	k := kept{solver: s.solverSoon()} // while the tables are read
	var err error
	if k.layers, k.active, err = s.layers(); err != nil {
		return nil, err
	}
	if k.atlas, err = atlas.Open(k.layers...); err != nil {
		return nil, err
	}
	k.hash, err = hashTables(k.atlas, k.layers)
	return &k, err
}
