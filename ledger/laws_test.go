package ledger_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"adit/ledger"
	"adit/ledger/ledgertest"
)

// A player tries any event on a book, honest or not, and keeps count of what
// came out of the ground and of what the rules allow on top.
type player struct {
	t       *rapid.T
	c       *ledgertest.Chain
	b       *ledger.Book
	n       int
	mined   float64
	allowed float64 // Σ of Coverage × uncertainty of accepted steps
}

func newPlayer(t *rapid.T) *player {
	c := ledgertest.New("example.org/laws")
	c.Site("pit", "one", "mine", "RWA")
	c.Site("works", "one", "smelter", "RWA")
	p := &player{t: t, c: c, b: ledger.NewBook(c.Name)}
	for i := range c.Raw {
		if err := p.offer(c.Raw[i]); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *player) offer(raw []byte) error {
	e, err := ledger.Prepare(raw)
	if err != nil {
		return err
	}
	return p.b.Accept(e, p.c.Now.Add(time.Hour))
}

// pick draws up to n lots at a site.
func (p *player) pick(site ledger.SiteID, n int) (ids []ledger.LotID, sum ledger.Amount) {
	for l := range p.b.Lots() {
		if l.Site == site && len(ids) < n && rapid.Bool().Draw(p.t, "take") {
			a, _ := l.Contained("Sn")
			ids, sum = append(ids, l.ID), sum.Plus(a)
		}
	}
	return ids, sum
}

// outputs draws lots that hold, by their own word, a share of what went in that
// may be more than all.
func (p *player) outputs(total float64, n int) ([]ledger.Lot, ledger.Amount) {
	factor := rapid.Float64Range(.9, 1.05).Draw(p.t, "factor")
	var lots []ledger.Lot
	var sum ledger.Amount
	for range n {
		p.n++
		l := ledgertest.Stuff(ledger.LotID(fmt.Sprint("lot-", p.n)), "concentrate", total*factor/float64(n)/.5, "Sn", .5)
		a, _ := l.Contained("Sn")
		lots, sum = append(lots, l), sum.Plus(a)
	}
	return lots, sum
}

func (p *player) play() {
	before := len(p.c.Raw)
	allowance := 0.0
	switch rapid.IntRange(0, 4).Draw(p.t, "event") {
	case 0:
		p.n++
		kg := rapid.Float64Range(1, 1000).Draw(p.t, "kg")
		e := p.c.Mine("pit", ledger.LotID(fmt.Sprint("lot-", p.n)), kg, "Sn", .5)
		a, _ := e.Make.Outputs[0].Contained("Sn")
		p.mined += a.Kg
	case 1:
		ids, _ := p.pick("pit", 3)
		if len(ids) > 0 {
			p.c.Move("pit", "works", ids...)
		}
	case 2, 3:
		ids, in := p.pick("works", 1)
		if len(ids) > 0 {
			lots, out := p.outputs(in.Kg, rapid.IntRange(1, 4).Draw(p.t, "parts"))
			allowance = ledger.Coverage*math.Hypot(in.Sigma, out.Sigma) + 1e-6
			p.c.Modify("works", ledger.Split, ids, lots...)
		}
	case 4:
		ids, in := p.pick("works", 4)
		if len(ids) > 0 {
			lots, out := p.outputs(in.Kg, 1)
			allowance = ledger.Coverage*math.Hypot(in.Sigma, out.Sigma) + 1e-6
			p.c.Make("works", "washing", ids, lots...)
		}
	}
	if len(p.c.Raw) > before && p.offer(p.c.Raw[before]) == nil {
		p.allowed += allowance
	}
}

// Law: no sequence of accepted events creates mass of an element beyond stated
// uncertainty.
func TestLawMassIsNotMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPlayer(t)
		for range rapid.IntRange(1, 25).Draw(t, "events") {
			p.play()
			there := 0.0
			for l := range p.b.Lots() {
				a, _ := l.Contained("Sn")
				there += a.Kg
			}
			if there > p.mined+p.allowed {
				t.Fatalf("%.6g kg are there, %.6g kg were mined and %.6g kg lie within uncertainty", there, p.mined, p.allowed)
			}
		}
	})
}

// Law: splitting a lot and joining it again leaves mass, element, holder,
// place, origin and what may be claimed as they were.
func TestLawSplitAndRejoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ledgertest.New("example.org/laws")
		c.Site("pit", "one", "mine", "RWA")
		whole := ledgertest.Stuff("whole", "concentrate", rapid.Float64Range(10, 1e6).Draw(t, "kg"), "Sn", .5)
		whole.Account = ledger.IdentityPreserved
		c.Make("pit", "mining", nil, whole)
		n := rapid.IntRange(2, 8).Draw(t, "parts")
		var parts []ledger.Lot
		var ids []ledger.LotID
		for i := range n {
			l := ledgertest.Stuff(ledger.LotID(fmt.Sprint("part-", i)), "concentrate", whole.Mass.Kg/float64(n), "Sn", .5)
			l.Account = ledger.IdentityPreserved
			parts, ids = append(parts, l), append(ids, l.ID)
		}
		c.Modify("pit", ledger.Split, []ledger.LotID{"whole"}, parts...)
		again := whole
		again.ID = "again"
		c.Modify("pit", ledger.Aggregate, ids, again)
		b, err := c.Book()
		if err != nil {
			t.Fatal(err)
		}
		got, _ := b.Lot("again")
		want, _ := whole.Contained("Sn")
		if a, _ := got.Contained("Sn"); a != want || got.Origin != "pit" || got.Holder != "one" || got.Account != ledger.IdentityPreserved {
			t.Fatalf("%+v", got)
		}
	})
}

// Law: the order of independent events changes nothing. Three chains that share
// no lot are shuffled into one another, each in its own order.
func TestLawOrderOfIndependentEvents(t *testing.T) {
	head := ledgertest.New("example.org/laws")
	for i := range 3 {
		head.Site(ledger.SiteID(fmt.Sprint("pit-", i)), ledger.PartyID(fmt.Sprint("miner-", i)), "mine", "RWA")
	}
	head.Site("works", "smelter", "smelter", "RWA")
	setup := len(head.Raw)
	var chains [3][][]byte
	for i := range chains {
		pit, a := ledger.SiteID(fmt.Sprint("pit-", i)), ledger.LotID(fmt.Sprint("a-", i))
		at := len(head.Raw)
		head.Mine(pit, a, 100, "Sn", .5)
		head.Move(pit, "works", a)
		head.Make("works", "smelting", []ledger.LotID{a}, ledgertest.Stuff(ledger.LotID(fmt.Sprint("m-", i)), "metal", 45, "Sn", .99))
		chains[i] = head.Raw[at:]
	}
	digest := func(t interface{ Fatal(...any) }, events [][]byte) ledger.Hash {
		b := ledger.NewBook(head.Name)
		for _, raw := range append(append([][]byte{}, head.Raw[:setup]...), events...) {
			p, err := ledger.Prepare(raw)
			if err == nil {
				err = b.Accept(p, ledgertest.Start.AddDate(1, 0, 0))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		h, err := b.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	want := digest(t, head.Raw[setup:])
	rapid.Check(t, func(t *rapid.T) {
		var mixed [][]byte
		next := [3]int{}
		for len(mixed) < 9 {
			i := rapid.IntRange(0, 2).Draw(t, "chain")
			if next[i] < 3 {
				mixed = append(mixed, chains[i][next[i]])
				next[i]++
			}
		}
		if digest(t, mixed) != want {
			t.Fatal("another order gives another book")
		}
	})
}

// A batch whose signatures were checked in advance gives the same book.
func TestVerifyInAdvance(t *testing.T) {
	c := tin()
	b := ledger.NewBook(c.Name)
	var batch []*ledger.Prepared
	for _, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, p)
	}
	for i, p := range batch {
		if i%4 == 0 {
			b.Ring().Verify(batch[i:])
		}
		if err := b.Accept(p, c.Now); err != nil {
			t.Fatal(err)
		}
	}
	want, err := c.Book()
	if err != nil {
		t.Fatal(err)
	}
	x, _ := b.Digest()
	y, _ := want.Digest()
	if x != y {
		t.Error("the book is another")
	}
}
