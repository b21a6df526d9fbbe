//go:build unix

package journal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
)

// drivers are the storages of this build, by name.
var drivers = map[string]func(ctx context.Context, dir string) (tessera.Driver, error){
	"posix": func(ctx context.Context, dir string) (tessera.Driver, error) {
		return posix.New(ctx, posix.Config{Path: dir})
	},
}

func newDriver(ctx context.Context, name, dir string) (tessera.Driver, error) {
	d, ok := drivers[name]
	if !ok {
		return nil, fmt.Errorf("log: this build has no storage %q; it has: %s", name, strings.Join(slices.Sorted(maps.Keys(drivers)), ", "))
	}
	return d(ctx, dir)
}
