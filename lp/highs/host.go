package highs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tetratelabs/wazero/api"
)

// hostFunc gets its arguments on the stack and leaves its result there. The module
// is that of the instance, which may not know it yet.
type hostFunc = func(in *instance, m api.Module, stack []uint64)

// provideImports instantiates module "a", the twenty functions that Emscripten's
// JavaScript would provide. HiGHS needs clocks, memory and a way to abort; there
// are no files, no environment and no signals, and those functions answer 0.
func (s *Solver) provideImports(ctx context.Context) error {
	given := hostFuncs(time.Now())
	b := s.runtime.NewHostModuleBuilder("a")
	for _, d := range s.compiled.ImportedFunctions() {
		_, short, _ := d.Import()
		long, ok := s.names.Imports[short]
		if !ok {
			return fmt.Errorf("import %q of highs.wasm has no name: run go generate", short)
		}
		f := given[long]
		if f == nil {
			f = answerZero(len(d.ResultTypes()))
		}
		g := api.GoModuleFunc(func(ctx context.Context, m api.Module, stack []uint64) {
			f(ctx.Value(instanceKey{}).(*instance), m, stack)
		})
		b.NewFunctionBuilder().WithGoModuleFunction(g, d.ParamTypes(), d.ResultTypes()).Export(short)
	}
	_, err := b.Instantiate(ctx)
	return err
}

// hostFuncs is by real name; clocks run from start, as only differences matter.
func hostFuncs(start time.Time) map[string]hostFunc {
	since := func() float64 { return float64(time.Since(start).Nanoseconds()) / 1e6 }
	return map[string]hostFunc{
		"emscripten_get_now": func(_ *instance, _ api.Module, stack []uint64) { stack[0] = api.EncodeF64(since()) },
		"emscripten_date_now": func(_ *instance, _ api.Module, stack []uint64) {
			stack[0] = api.EncodeF64(float64(time.Now().UnixMilli()))
		},
		// A clock that stands still ends every mixed-integer solve at once, with
		// "time limit".
		"clock_time_get": func(_ *instance, m api.Module, stack []uint64) {
			m.Memory().WriteUint64Le(uint32(stack[len(stack)-1]), uint64(time.Since(start).Nanoseconds())+1)
			stack[0] = 0
		},
		"emscripten_resize_heap": growHeap,
		"environ_sizes_get": func(_ *instance, m api.Module, stack []uint64) {
			m.Memory().WriteUint32Le(uint32(stack[0]), 0)
			m.Memory().WriteUint32Le(uint32(stack[1]), 0)
			stack[0] = 0
		},
		"fd_write":  discardOutput,
		"cxa_throw": abort("an exception of C++"),
		"abort_js":  abort("abort"),
		"exit":      abort("exit"),
		"proc_exit": abort("exit"),
	}
}

func answerZero(results int) hostFunc {
	return func(_ *instance, _ api.Module, stack []uint64) {
		if results > 0 {
			stack[0] = 0
		}
	}
}

// abort ends the call that is running; wazero makes an error of the panic.
func abort(why string) hostFunc {
	err := errors.New("HiGHS stopped with " + why)
	return func(*instance, api.Module, []uint64) { panic(err) }
}

// growHeap grows the memory to at least the size asked for, to twice what it was
// while it is small: wazero copies it each time. It answers 1, or 0 when refused;
// C++ then throws or follows a null pointer, and says nothing of memory.
func growHeap(in *instance, m api.Module, stack []uint64) {
	asked, has := uint64(uint32(stack[0])), uint64(m.Memory().Size())
	wanted := min(max(asked, has+min(has, 128<<20)), maxPages*pageSize)
	stack[0] = 0
	if asked <= wanted {
		if _, ok := m.Memory().Grow(uint32((wanted - has + pageSize - 1) / pageSize)); ok {
			stack[0] = 1
			return
		}
	}
	in.refused = asked
}

// discardOutput takes what is written to files. The log comes by callback.
func discardOutput(_ *instance, m api.Module, stack []uint64) {
	vectors, n, written := uint32(stack[1]), uint32(stack[2]), uint32(stack[3])
	total := uint32(0)
	for i := range n {
		length, _ := m.Memory().ReadUint32Le(vectors + 8*i + 4)
		total += length
	}
	m.Memory().WriteUint32Le(written, total)
	stack[0] = 0
}
