package highs

import (
	"math"
	"strings"
	"testing"
)

func open(t testing.TB) *Solver {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestEmbedded: the module is the pinned one, and every name in the source of this
// package leads to an export of it. A wrong name would panic at its first use.
func TestEmbedded(t *testing.T) {
	_, n, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	in, err := open(t).take()
	if err != nil {
		t.Fatal(err)
	}
	for name, short := range n.Exports {
		if short == "" || in.mod.ExportedFunction(short) == nil && in.mod.ExportedMemory(short) == nil && name != "wasmTable" && short != n.Exports["wasmTable"] {
			t.Errorf("%s, or %q, is not exported", name, short)
		}
	}
}

// TestOutOfMemory asks for what WebAssembly cannot have, and for what its addresses
// cannot count.
func TestOutOfMemory(t *testing.T) {
	s := open(t)
	for _, n := range []int{2<<30 - 1<<16, math.MaxInt} {
		in, err := s.take()
		if err != nil {
			t.Fatal(err)
		}
		in.malloc(n)
		if in.err == nil || !strings.Contains(in.err.Error(), "out of memory") {
			t.Fatalf("error %v", in.err)
		}
		s.give(in)
		if next, err := s.take(); err != nil || next == in {
			t.Errorf("the broken instance is used again, or error %v", err)
		}
	}
}

// TestTrap: what WebAssembly stops, here a read of arrays that are not there, is an
// error.
func TestTrap(t *testing.T) {
	in, err := open(t).take()
	if err != nil {
		t.Fatal(err)
	}
	in.call("Highs_addVars", in.highs, 1<<28, 0, 0)
	if in.err == nil {
		t.Fatal("no error")
	}
	if in.call("Highs_create") != 0 {
		t.Error("a broken instance was called")
	}
}

// TestReuse: closing a program makes its instance the next one's.
func TestReuse(t *testing.T) {
	s := open(t)
	one, err := s.take()
	if err != nil {
		t.Fatal(err)
	}
	s.give(one)
	if two, err := s.take(); err != nil || two != one {
		t.Errorf("another instance, error %v", err)
	}
}
