package baseline

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"adit"
)

// Gallium in 2024 (MCS 2026): 848 t from 142 Mt of alumina are 5.97 g/t, China's
// 839 t from 85.5 Mt are 9.8 g/t (table byproducts has both).
func TestGalliumFromAlumina(t *testing.T) {
	a := open(t)
	h := Hosts(a, "gallium")[0]
	by, err := HostOutput(a, h, 2024)
	if err != nil || h.Host != "aluminum" || !h.Traced() {
		t.Fatalf("%+v, %v", h, err)
	}
	tonnes := func(v float64) Value { return Value{v, v, v, adit.Reported, "", ""} }
	if v := h.Implied(tonnes(848), tonnes(142e6)); math.Abs(v.Value-h.Current.Value) > 0.005 {
		t.Errorf("world: %v g/t, compiled %v", v.Value, h.Current.Value)
	}
	china := h.Implied(tonnes(839), by["CHN"])
	if math.Abs(china.Value-9.8) > 0.05 {
		t.Errorf("China: %v g/t", china.Value)
	}
	if v := h.Yield(h.Current, china); v.Value != 28.5 {
		t.Errorf("potential: %v", v.Value)
	}
	if sum := Sum(by); math.Abs(sum.Value-142e6) > 2e6 {
		t.Errorf("places make %v t of alumina", sum.Value)
	}
}

// Where no potential is known, a host that does not spread carries what is
// recovered at the place, and one that does the world's mean at least.
func TestYieldWithoutPotential(t *testing.T) {
	a := open(t)
	world, seen := Value{Value: 100}, Value{Value: 40}
	for mineral, want := range map[string][2]float64{"indium": {100, 100}, "bismuth": {40, 0}} {
		h := Hosts(a, mineral)[0]
		if h.Potential.Basis != adit.Unknown {
			t.Errorf("%s: potential %+v", mineral, h.Potential)
		}
		if got := [2]float64{h.Yield(world, seen).Value, h.Yield(world, Value{}).Value}; got != want {
			t.Errorf("%s: %v, want %v", mineral, got, want)
		}
	}
}

// What hosts there are, what they carry and how much goes through them.
func TestHosts(t *testing.T) {
	a := open(t)
	var b strings.Builder
	for r := range a.Rows("minerals") {
		for _, h := range Hosts(a, r.Get("mineral")) {
			fmt.Fprintf(&b, "%s/%s from %s: share %s, potential %s, current %s; ", h.Mineral, h.Form, h.Host, text(h.Share), text(h.Potential), text(h.Current))
			by, err := HostOutput(a, h, 2024)
			var missing *MissingError
			switch {
			case err == nil:
				total := Sum(by)
				fmt.Fprintf(&b, "%.4g %s in %d places, %s\n", total.Value, h.Per, len(by), total.Basis)
			case errors.As(err, &missing) && !h.Traced():
				fmt.Fprintf(&b, "%v\n", err)
			default:
				t.Errorf("%s: %v", h.Mineral, err)
			}
		}
	}
	golden(t, "hosts.txt", b.String())
}

func text(v Value) string {
	if !v.Basis.Known() {
		return "unknown"
	}
	return fmt.Sprintf("%.4g (%.4g to %.4g) %s", v.Value, v.Low, v.High, v.Basis)
}

// Every by-product of the chain has a row of host_of for each host that
// byproducts names.
func TestHostOfIsComplete(t *testing.T) {
	a := open(t)
	var chain []string
	every(a, func(mineral, _ string) { chain = append(chain, mineral) })
	have := map[[2]string]bool{}
	for r := range a.Rows("host_of") {
		have[[2]string{r.Get("mineral"), r.Get("host")}] = true
		if err := inChain(a, r.Get("mineral"), r.Get("form")); err != nil {
			t.Errorf("%s: %v", r.Where(), err)
		}
	}
	for r := range a.Rows("byproducts") {
		if r.Get("share_pct") == "0" { // the main product
			continue
		}
		for m := range strings.SplitSeq(r.Get("minerals"), ";") {
			if r.Get("host") != "primary" && slices.Contains(chain, m) && !have[[2]string{m, r.Get("host")}] {
				t.Errorf("%s: %s from %s is not in host_of", r.Where(), m, r.Get("host"))
			}
		}
	}
}

// Shares of hosts are shares, and add up to at most 1.
func TestHostShares(t *testing.T) {
	a := open(t)
	for r := range a.Rows("minerals") {
		sum := 0.0
		for _, h := range Hosts(a, r.Get("mineral")) {
			if h.Share.Basis.Known() {
				sum += h.Share.Value
			}
			if h.Share.Low < 0 || h.Share.High > 1 || h.Share.Value > h.Share.High {
				t.Errorf("%+v", h.Share)
			}
		}
		if sum > 1 {
			t.Errorf("%s: shares add up to %v", r.Get("mineral"), sum)
		}
	}
}
