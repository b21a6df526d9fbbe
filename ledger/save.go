package ledger

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// saved is the first line of a book that was written: all but the three maps
// that grow with every event, of which it says how long they are. Lots follow,
// one a line, and then the names of past events and lots as bytes.
type saved struct {
	Name      string
	Registrar PartyID
	Ring      int
	Parties   []Party
	Keys      []Key
	Revoked   []Revoke
	Sites     []savedSite
	Routes    []Route
	Registers []Register
	Certs     []Claim

	Lots, Seen, Spent int
}

type savedSite struct {
	Since    time.Time
	Facility Facility
}

// Save writes the book, so that LoadBook need not have the events. Whether what
// is read back belongs to a log is for the caller to make sure.
func (b *Book) Save(w io.Writer) error {
	head := saved{Name: b.name, Registrar: b.registrar, Ring: b.ring, Parties: sorted(b.parties), Keys: sorted(b.keys), Revoked: sorted(b.revoked),
		Routes: b.routes, Registers: b.registers, Certs: sorted(b.certs), Lots: len(b.lots), Seen: len(b.seen), Spent: len(b.spent)}
	for _, id := range b.Sites() {
		for _, f := range b.facilities[id] {
			head.Sites = append(head.Sites, savedSite{f.since, f.Facility})
		}
	}
	out := bufio.NewWriterSize(w, 1<<16)
	lines := json.NewEncoder(out)
	if err := lines.Encode(head); err != nil {
		return fmt.Errorf("save book: %w", err)
	}
	for h := range b.Lots() {
		if err := lines.Encode(h); err != nil {
			return fmt.Errorf("save book: lot %s: %w", h.ID, err)
		}
	}
	for id, said := range b.seen { // in any order: sorting ten million would double the memory
		out.Write(id[:])
		out.Write(said[:])
	}
	for id := range b.spent {
		out.Write(id[:])
	}
	return out.Flush()
}

// LoadBook reads a book that Save wrote.
func LoadBook(r io.Reader) (*Book, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var head saved
	if err := readJSONLine(in, &head); err != nil {
		return nil, err
	}
	b := NewBook(head.Name)
	b.registrar, b.ring, b.routes, b.registers = head.Registrar, head.Ring, head.Routes, head.Registers
	index(b.parties, head.Parties, func(p Party) PartyID { return p.ID })
	index(b.keys, head.Keys, func(k Key) KeyID { return k.ID })
	index(b.revoked, head.Revoked, func(k Revoke) KeyID { return k.Key })
	index(b.certs, head.Certs, func(c Claim) string { return c.Certificate })
	for _, s := range head.Sites {
		b.facilities[s.Facility.ID] = append(b.facilities[s.Facility.ID], facilityAt{s.Since, s.Facility})
	}
	for range head.Lots {
		h := &Held{}
		if err := readJSONLine(in, h); err != nil {
			return nil, err
		}
		b.lots[h.ID] = h
	}
	return b, b.loadNames(in, head.Seen, head.Spent)
}

func index[K comparable, V any](m map[K]V, all []V, key func(V) K) {
	for _, v := range all {
		m[key(v)] = v
	}
}

func readJSONLine(in *bufio.Reader, v any) error {
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, v)
	}
	if err != nil {
		return fmt.Errorf("load book: %w", err)
	}
	return nil
}

func (b *Book) loadNames(in io.Reader, seen, spent int) error {
	const width = len(short{})
	line := make([]byte, width+len(gist{}))
	for range seen {
		if _, err := io.ReadFull(in, line); err != nil {
			return fmt.Errorf("load book: %w", err)
		}
		b.seen[short(line[:width])] = gist(line[width:])
	}
	for range spent {
		if _, err := io.ReadFull(in, line[:width]); err != nil {
			return fmt.Errorf("load book: %w", err)
		}
		b.spent[short(line[:width])] = struct{}{}
	}
	if n, err := in.Read(line); n > 0 || err != io.EOF {
		return fmt.Errorf("load book: %d bytes and more follow its end", n)
	}
	if len(b.seen) != seen || len(b.spent) != spent {
		return fmt.Errorf("load book: a name comes twice")
	}
	return nil
}
