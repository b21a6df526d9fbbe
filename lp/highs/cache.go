package highs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
)

// maxPages caps the memory of an instance at 2 GiB, as the module itself does.
const maxPages = 2 << 30 / pageSize

const pageSize = 64 << 10

// compile makes the runtime. Whatever is wrong with the cache, it goes on without.
func (s *Solver) compile(wasm []byte, c Config) error {
	warn := c.Warn
	if warn == nil {
		warn = func(error) {}
	}
	if c.CacheDir != "off" {
		err := s.compileCached(wasm, c.CacheDir)
		if err == nil {
			return nil
		}
		warn(fmt.Errorf("highs: working without a cache of compiled code, which costs some seconds at each start: %w", err))
	}
	return s.compileWith(wasm, wazero.NewRuntimeConfig())
}

// compileCached uses the cache in dir. A file that a crash or another program has
// damaged is thrown away once: it would otherwise cost the compilation for ever.
// wazero writes files under other names and renames them, so that processes do
// not see each other's halves.
func (s *Solver) compileCached(wasm []byte, dir string) error {
	dir, err := cacheDir(dir)
	if err != nil {
		return err
	}
	if err = s.compileFrom(wasm, dir); err == nil {
		return nil
	}
	if e := os.RemoveAll(dir); e != nil {
		return errors.Join(err, e)
	}
	return s.compileFrom(wasm, dir)
}

func (s *Solver) compileFrom(wasm []byte, dir string) (err error) {
	if s.cache, err = wazero.NewCompilationCacheWithDir(dir); err != nil {
		s.cache = nil
		return err
	}
	if err = s.compileWith(wasm, wazero.NewRuntimeConfig().WithCompilationCache(s.cache)); err != nil {
		s.cache.Close(context.Background())
		s.cache = nil
	}
	return err
}

func (s *Solver) compileWith(wasm []byte, c wazero.RuntimeConfig) (err error) {
	ctx := context.Background()
	s.runtime = wazero.NewRuntimeWithConfig(ctx, c.WithMemoryLimitPages(maxPages))
	defer func() {
		if err != nil {
			s.runtime.Close(ctx)
		}
	}()
	compiling := experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0))
	if s.compiled, err = s.runtime.CompileModule(compiling, wasm); err != nil {
		return err
	}
	if err = s.provideImports(ctx); err != nil {
		return err
	}
	return s.provideCallback(ctx)
}

// cacheDir is a folder of this module's own below dir, by its hash, so that
// throwing it away harms nobody else.
func cacheDir(dir string) (string, error) {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(user, "adit", "highs")
	}
	dir = filepath.Join(dir, wasmSHA256[:16])
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, nil
}
