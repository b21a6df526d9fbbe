//go:build unix

package pack_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/journal"
	"adit/ledger/ledgertest"
	"adit/ledger/pack"
	"adit/ledger/vault"
)

func now() time.Time { return ledgertest.Start.AddDate(1, 0, 0) }

// source records a chain of two mines, a blend, a smelter and a neighbour that
// has nothing to do with it, and reads it back.
func source(t *testing.T) (pack.Source, []ledger.Opening) {
	t.Helper()
	c := ledgertest.New("example.org/tin")
	c.Site("pit <A>", "miner", "mine", "RWA")
	c.Site("B", "digger", "mine", "COD")
	c.Site("far", "stranger", "mine", "BOL")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Party("scheme", "issuer")
	c.Mine("pit <A>", "a", 100, "Sn", .6)
	c.Mine("far", "z", 100, "Sn", .6)
	c.Mine("B", "b", 80, "Sn", .5)
	c.Move("pit <A>", "works", "a")
	sealed, opening, err := ledger.Seal("sale", "price_usd", "41250", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.Add(&ledger.Event{ID: "sale", Party: "digger", Site: "B", Sealed: []ledger.Sealed{sealed}, Move: &ledger.Move{To: "smelter", ToSite: "works", Lots: []ledger.LotID{"b"}}}, "digger", "smelter")
	c.Add(&ledger.Event{ID: "cert", Party: "scheme", Claim: &ledger.Claim{Act: "issue", Certificate: "1", Account: ledger.BookAndClaim, Element: "Sn", Kg: 70, Lot: "a"}}, "scheme")
	c.Modify("works", ledger.Blend, []ledger.LotID{"a", "b"}, ledgertest.Stuff("ab", "concentrate", 180, "Sn", 100./180))
	c.Make("works", "smelting", []ledger.LotID{"ab"}, ledgertest.Stuff("metal", "tin/metal", 95, "Sn", .999))
	return record(t, c), []ledger.Opening{opening}
}

// keys are the logs' own, by their public key.
var keys = map[string]string{}

func record(t *testing.T, c *ledgertest.Chain) pack.Source {
	t.Helper()
	dir := t.TempDir()
	if _, err := vault.Init(dir, c.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := v.Record(t.Context(), c.Raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if r.Refused != nil {
			t.Fatal(r.Event, r.Refused)
		}
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	src := read(t, dir)
	key, err := os.ReadFile(filepath.Join(dir, "private", "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	keys[src.Policy.Log] = strings.TrimSpace(string(key))
	return src
}

func read(t *testing.T, dir string) pack.Source {
	t.Helper()
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	src := pack.Source{Policy: o.Manifest.Policy(), Log: o.Log}
	src.Book, _, err = o.Events(t.Context(), nil, func(i int64, p *ledger.Prepared) {
		src.Events, src.Index = append(src.Events, p.Event), append(src.Index, i)
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func render(t *testing.T) ([]byte, pack.Source) {
	t.Helper()
	src, openings := source(t)
	d, err := pack.Build(src, "metal", "", now(), openings, balance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Sign(keys[src.Policy.Log]); err != nil {
		t.Fatal(err)
	}
	file, err := pack.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	return file, src
}

// A pack verifies by itself, names its alarm, shows what was opened, and holds
// nothing of strangers.
func TestPack(t *testing.T) {
	file, src := render(t)
	r, err := pack.Verify(file, src.Policy)
	if err != nil {
		t.Fatal(err)
	}
	if r.OwnKey || !r.Vouched || r.Openings != 1 || r.Lot != "metal" {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"over-certified", "41250", "pit &lt;A&gt;", "left:60.0%"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the page does not show %s", want)
		}
	}
	for _, not := range []string{"stranger", "ZgotmplZ", "http://", "https://"} {
		if bytes.Contains(file, []byte(not)) {
			t.Errorf("the page holds %s", not)
		}
	}
	if r, err := pack.Verify(file, journal.Policy{}); err != nil || !r.OwnKey {
		t.Errorf("with its own key: %+v, %v", r, err)
	}
}

// What a site claims by mass balance stands in the pack, as the share that the
// lot claims.
func TestClaims(t *testing.T) {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	good := ledgertest.Stuff("a", "concentrate", 100, "Sn", .6)
	good.Account = ledger.IdentityPreserved
	c.Make("pit", "mining", nil, good)
	c.Mine("pit", "b", 100, "Sn", .6)
	mixed := ledgertest.Stuff("ab", "concentrate", 200, "Sn", .6)
	mixed.Account, mixed.Certified = ledger.MassBalanceRolling, .75
	c.Modify("pit", ledger.Blend, []ledger.LotID{"a", "b"}, mixed)
	src := record(t, c)
	d, err := pack.Build(src, "ab", "", now(), nil, balance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := pack.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pack.Verify(file, src.Policy); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<b>mass-balance-rolling</b> for 75.0% of it", `<td>mass-balance-rolling<td class="n">60<td class="n">90<td class="n">0<td class="n">0<td class="n">30`, "account-overdrawn"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the page does not show %s", want)
		}
	}
}

// Every byte counts, and the place is named.
func TestCorruptedByte(t *testing.T) {
	file, src := render(t)
	step := 23
	if testing.Short() {
		step = 101
	}
	for at := 0; at < len(file); at += step {
		bad := bytes.Clone(file)
		bad[at] ^= 1
		_, err := pack.Verify(bad, src.Policy)
		if err == nil {
			t.Fatalf("byte %d of %d changed, and nobody saw: %q", at, len(file), file[max(0, at-20):at+20])
		}
		if err.Error() == "" {
			t.Errorf("byte %d: no reason", at)
		}
	}
}

// Another log's key, and a pack whose data and page were both changed.
func TestForgedPack(t *testing.T) {
	file, src := render(t)
	other := record(t, ledgertest.New("example.org/other"))
	if _, err := pack.Verify(file, other.Policy); err == nil {
		t.Error("another log's key passes")
	}
	for _, change := range []func(d *pack.Data){
		func(d *pack.Data) { d.Origins.Origins[0].Share = 1 },
		func(d *pack.Data) { d.Openings[0].Value = "1" },
		func(d *pack.Data) { d.Events = d.Events[:len(d.Events)-1] },
		func(d *pack.Data) { d.Events[0], d.Events[1] = d.Events[1], d.Events[0] },
		func(d *pack.Data) { d.Lot = "ab" },
		func(d *pack.Data) {
			d.Events[3].Raw = bytes.Replace(d.Events[3].Raw, []byte("RWA"), []byte("BDI"), 1)
			d.Events[3].Raw[20] ^= 1
		},
	} {
		d, err := pack.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		d.Keeper = "" // the forger has not the key
		change(d)
		forged, err := pack.Render(d)
		if err != nil {
			continue
		}
		if _, err := pack.Verify(forged, src.Policy); err == nil {
			t.Error("a forged pack passes")
		} else if !strings.HasPrefix(err.Error(), "pack: ") {
			t.Errorf("%v", err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte(`<script type="application/json" id="adit-pack">{"format":"adit-pack/2","events":[{"raw":"e30=","proof":""}],"origins":{}}</script>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := pack.Verify(data, journal.Policy{}); err == nil {
			t.Fatal("it verifies")
		}
	})
}
