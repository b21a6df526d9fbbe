//go:build !(unix && (amd64 || arm64))

package highs

import "github.com/tetratelabs/wazero/experimental"

// reserve is nil: there is no mmap in package syscall, or no room for 2 GiB of
// addresses per instance.
func reserve(uint64) experimental.LinearMemory { return nil }
