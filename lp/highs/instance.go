package highs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// An instance is one copy of the module, with its memory and one Highs object.
//
// Its methods do not return errors one by one: the first one is kept in err, after
// which nothing is called any more, and the operation asks once at its end. After
// an error the instance is never used again, as the memory may be in any state.
type instance struct {
	mod      api.Module
	shim     api.Module
	ctx      context.Context // leads host functions back to the instance
	names    map[string]string
	funcs    map[string]api.Function
	stack    [16]uint64
	highs    uint64            // the Highs object
	texts    map[string]uint64 // C strings of option and info names, made once
	floats   map[string]float64
	ints     map[string]int32 // options as they stand
	presolve string           // as it stands
	on       [callbackTypes]bool
	run      *run // the solve going on, nil between solves

	refused  uint64        // bytes of memory that could not be had; 0 if all could
	inside   time.Duration // in Highs_run so far, for benchmarks
	scratch  uint64        // block of scratchN bytes for arrays on their way in or out
	scratchN int
	err      error
}

// instantiate pays for everything that models can share.
func (s *Solver) instantiate(id int) (*instance, error) {
	in := &instance{
		names: s.names.Exports, funcs: map[string]api.Function{},
		texts: map[string]uint64{}, floats: map[string]float64{}, ints: map[string]int32{},
	}
	in.ctx = context.WithValue(context.Background(), instanceKey{}, in)
	name := instanceName(id)
	var err error
	ctx := experimental.WithMemoryAllocator(in.ctx, experimental.MemoryAllocatorFunc(allocate))
	in.mod, err = s.runtime.InstantiateModule(ctx, s.compiled, wazero.NewModuleConfig().WithName(name).WithStartFunctions())
	if err != nil {
		return nil, err
	}
	in.call("(constructors)")
	in.highs = in.call("Highs_create")
	in.tune()
	if err := in.installCallback(s, name); err != nil && in.err == nil {
		in.err = err
	}
	if in.err != nil {
		in.close()
		return nil, in.err
	}
	return in, nil
}

// tune sets the options that never change.
func (in *instance) tune() {
	in.setBool("output_flag", false)
	in.setBool("log_to_console", false)
	in.setInt("threads", 1)
	in.setInt("random_seed", 0)
	in.setFloat("small_matrix_value", 1e-12)
}

// close frees the memory of the instance, which must not be touched any more: err
// sees to that.
func (in *instance) close() {
	ctx := context.Background()
	if in.shim != nil {
		in.shim.Close(ctx)
	}
	in.mod.Close(ctx)
	if in.err == nil {
		in.err = errClosed
	}
}

// call calls a function of HiGHS' C API by name. The result is 0 after an error.
func (in *instance) call(name string, args ...uint64) uint64 {
	if in.err != nil {
		return 0
	}
	f := in.funcs[name]
	if f == nil {
		if f = in.mod.ExportedFunction(in.names[name]); f == nil {
			panic("highs: no export " + name)
		}
		in.funcs[name] = f
	}
	n := copy(in.stack[:], args)
	if err := f.CallWithStack(in.ctx, in.stack[:max(n, 1)]); err != nil {
		in.err = in.explain(err)
		return 0
	}
	return in.stack[0]
}

// explain tells a trap for lack of memory from the others, on one line: wazero adds
// a stack of minified names, which helps nobody.
func (in *instance) explain(err error) error {
	if in.refused > 0 {
		return fmt.Errorf("out of memory: the program needs more than the 2 GiB that WebAssembly has (%d MiB asked for)", in.refused>>20)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(first)
}

func status(result uint64) int { return int(int32(result)) }

// must keeps an error if HiGHS answered -1 to what.
func (in *instance) must(what string, result uint64) {
	if in.err == nil && status(result) == -1 {
		in.err = in.explain(errors.New("HiGHS refused " + what))
	}
}

func (in *instance) malloc(n int) uint64 {
	if uint64(n) > maxPages*pageSize { // would be taken modulo 2³²
		in.refused = uint64(n)
		in.err = in.explain(nil)
	}
	p := in.call("malloc", uint64(n))
	if p == 0 && in.err == nil {
		in.err = in.explain(errors.New("malloc failed"))
	}
	return uint64(uint32(p))
}

// reserve makes scratch at least n bytes long.
func (in *instance) reserve(n int) {
	if n <= in.scratchN {
		return
	}
	in.call("free", in.scratch)
	in.scratch, in.scratchN = in.malloc(n), n
}

// bytes is a view of memory, good until the next call into the instance.
func (in *instance) bytes(p uint64, n int) []byte {
	if in.err != nil {
		return make([]byte, n)
	}
	b, ok := in.mod.Memory().Read(uint32(p), uint32(n))
	if !ok {
		in.err = errors.New("address out of range")
		return make([]byte, n)
	}
	return b
}

func (in *instance) putFloats(p uint64, v []float64) {
	b := in.bytes(p, 8*len(v))
	for i, x := range v {
		binary.LittleEndian.PutUint64(b[8*i:], math.Float64bits(x))
	}
}

func (in *instance) putInts(p uint64, v []int32) {
	b := in.bytes(p, 4*len(v))
	for i, x := range v {
		binary.LittleEndian.PutUint32(b[4*i:], uint32(x))
	}
}

// getFloats leaves out the sign of zero: -0 would be another text for the same.
func (in *instance) getFloats(p uint64, v []float64) {
	b := in.bytes(p, 8*len(v))
	for i := range v {
		v[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:])) + 0.0
	}
}

// text is the address of a C string that lives as long as the instance.
func (in *instance) text(s string) uint64 {
	p, ok := in.texts[s]
	if !ok {
		p = in.malloc(len(s) + 1)
		copy(in.bytes(p, len(s)+1), s+"\x00")
		in.texts[s] = p
	}
	return p
}

func (in *instance) setBool(option string, v bool) {
	n := int32(0)
	if v {
		n = 1
	}
	in.set("Highs_setBoolOptionValue", option, n)
}

func (in *instance) setInt(option string, v int32) { in.set("Highs_setIntOptionValue", option, v) }

func (in *instance) set(call, option string, v int32) {
	if has, ok := in.ints[option]; ok && has == v {
		return
	}
	in.must("option "+option, in.call(call, in.highs, in.text(option), uint64(uint32(v))))
	in.ints[option] = v
}

func (in *instance) setFloat(option string, v float64) {
	if has, ok := in.floats[option]; ok && has == v {
		return
	}
	in.must("option "+option, in.call("Highs_setDoubleOptionValue", in.highs, in.text(option), api.EncodeF64(v)))
	in.floats[option] = v
}

// infoInt and infoFloat read what HiGHS tells of the last solve; scratch must be
// reserved.
func (in *instance) infoInt(name string) int {
	in.call("Highs_getIntInfoValue", in.highs, in.text(name), in.scratch)
	return int(int32(binary.LittleEndian.Uint32(in.bytes(in.scratch, 4))))
}

func (in *instance) infoFloat(name string) float64 {
	in.call("Highs_getDoubleInfoValue", in.highs, in.text(name), in.scratch)
	var v [1]float64
	in.getFloats(in.scratch, v[:])
	return v[0]
}
