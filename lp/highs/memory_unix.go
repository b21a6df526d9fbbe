//go:build unix && (amd64 || arm64)

package highs

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

type mappedMemory struct{ b []byte }

func (m *mappedMemory) Reallocate(size uint64) []byte { return m.b[:size] }

func (m *mappedMemory) Free() {
	if m.b != nil {
		syscall.Munmap(m.b)
		m.b = nil
	}
}

// reserve is nil if the system does not let so much be reserved.
func reserve(most uint64) experimental.LinearMemory {
	b, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return &mappedMemory{b}
}
