package highs

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"adit/lp"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// Kinds of callback, as in HiGHS' HighsCallbackType.
const (
	onLog              = 0
	onSimplexInterrupt = 1
	onIpmInterrupt     = 2
	onMipLog           = 5
	onMipInterrupt     = 6
	callbackTypes      = 7
)

// run is what callbacks need to know of the solve going on.
type run struct {
	ctx context.Context
	o   lp.Options
}

type instanceKey struct{}

// installCallback makes HiGHS call Go. HiGHS wants a function pointer, which in
// WebAssembly is a position in the module's own table, and a host function has
// none; so the shim, a module of one function, puts itself there.
func (in *instance) installCallback(s *Solver, name string) (err error) {
	if in.err != nil {
		return in.err
	}
	code := shim(name, s.names.Exports["wasmTable"])
	in.shim, err = s.runtime.InstantiateWithConfig(in.ctx, code, wazero.NewModuleConfig().WithName("shim "+name))
	if err != nil {
		return err
	}
	pointer, err := in.shim.ExportedFunction("install").Call(in.ctx)
	if err != nil {
		return err
	}
	in.call("Highs_js_setCallback", in.highs, pointer[0], 0)
	return nil
}

func instanceName(id int) string { return fmt.Sprintf("highs %d", id) }

// shim is this module, in binary:
//
//	(import instance table (table 0 funcref))
//	(import "callback" "call" (func $go (param i32 i32 i32 i32 i32)))
//	(func $pass (param i32 i32 i32 i32 i32) (call $go the five))
//	(func (export "install") (result i32) (table.grow (ref.func $pass) 1))
func shim(instance, table string) []byte {
	section := func(id byte, parts ...string) string {
		return string([]byte{id}) + short(join(parts...))
	}
	const void, i32, funcref = "\x40", "\x7f", "\x70"
	return []byte("\x00asm\x01\x00\x00\x00" +
		section(1, "\x02", "\x60\x05", i32+i32+i32+i32+i32, "\x00", "\x60\x00\x01", i32) +
		section(2, "\x02", short(instance), short(table), "\x01", funcref, "\x00\x00", short("callback"), short("call"), "\x00\x00") +
		section(3, "\x02\x00\x01") +
		section(7, "\x01", short("install"), "\x00\x02") +
		section(9, "\x01\x03\x00\x01\x01") + // $pass may be taken the address of
		section(10, "\x02",
			short("\x00\x20\x00\x20\x01\x20\x02\x20\x03\x20\x04\x10\x00\x0b"),
			short("\x00\xd2\x01\x41\x01\xfc\x0f\x00\x0b")))
}

// short prefixes its length, which must be below 128.
func short(s string) string { return string([]byte{byte(len(s))}) + s }

func join(parts ...string) (s string) {
	for _, p := range parts {
		s += p
	}
	return s
}

// provideCallback is the Go end of the shim. Its five arguments are those of
// HighsCCallbackType: kind, message, data out, data in, user's.
func (s *Solver) provideCallback(ctx context.Context) error {
	five := []api.ValueType{api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32, api.ValueTypeI32}
	f := api.GoModuleFunc(func(ctx context.Context, _ api.Module, stack []uint64) {
		if in := ctx.Value(instanceKey{}).(*instance); in.run != nil {
			in.called(int(int32(stack[0])), stack[1], stack[2], stack[3])
		}
	})
	_, err := s.runtime.NewHostModuleBuilder("callback").NewFunctionBuilder().
		WithGoModuleFunction(f, five, nil).Export("call").Instantiate(ctx)
	return err
}

// called is HiGHS calling. Only memory may be read and written, and data asked for.
func (in *instance) called(kind int, message, out, into uint64) {
	switch kind {
	case onLog:
		in.run.o.Log.Write(in.message(message))
	case onMipLog:
		in.run.o.Progress(in.progress(out))
	}
	// The data that HiGHS reads back starts with the int "user_interrupt". HiGHS
	// never clears it: a 1 left there would stop the next solve.
	if into != 0 {
		stop := uint32(0)
		if in.run.ctx.Err() != nil {
			stop = 1
		}
		in.mod.Memory().WriteUint32Le(uint32(into), stop)
	}
}

func (in *instance) message(p uint64) []byte {
	const most = 4096
	n := min(most, uint64(in.mod.Memory().Size())-p)
	b := in.bytes(p, int(n))
	if end := bytes.IndexByte(b, 0); end >= 0 {
		b = b[:end]
	}
	return bytes.Clone(b)
}

func (in *instance) progress(out uint64) lp.Progress {
	return lp.Progress{
		Elapsed:   time.Duration(in.item(out, "running_time") * float64(time.Second)),
		Objective: in.item(out, "mip_primal_bound"),
		Bound:     in.item(out, "mip_dual_bound"),
		Gap:       in.item(out, "mip_gap"),
	}
}

// item reads one figure of a callback's data. The instance is in the middle of a
// call, so this one has a stack of its own.
func (in *instance) item(out uint64, name string) float64 {
	f := in.mod.ExportedFunction(in.names["Highs_getCallbackDataOutItem"])
	p, err := f.Call(in.ctx, out, in.texts[name])
	if err != nil || p[0] == 0 {
		return math.NaN()
	}
	b, _ := in.mod.Memory().Read(uint32(p[0]), 8)
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

// listen switches on the callbacks that this solve needs and no others: the ones
// for interruption come at every iteration.
func (in *instance) listen(r *run) {
	in.run = r
	stoppable := r.ctx.Done() != nil
	in.switchOn(onSimplexInterrupt, stoppable)
	in.switchOn(onIpmInterrupt, stoppable)
	in.switchOn(onMipInterrupt, stoppable)
	in.switchOn(onLog, r.o.Log != nil)
	in.switchOn(onMipLog, r.o.Progress != nil)
	in.setBool("output_flag", r.o.Log != nil || r.o.Progress != nil)
	if r.o.Progress != nil {
		for _, n := range []string{"running_time", "mip_primal_bound", "mip_dual_bound", "mip_gap"} {
			in.text(n)
		}
	}
}

func (in *instance) switchOn(kind int, on bool) {
	if in.on[kind] == on {
		return
	}
	name := "Highs_stopCallback"
	if on {
		name = "Highs_startCallback"
	}
	in.must(name, in.call(name, in.highs, uint64(kind)))
	in.on[kind] = on
}
