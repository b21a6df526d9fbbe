package journal

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A DamageError says which file of a log is not as it was signed.
type DamageError struct {
	Path string // below the log's folder
	What string
}

func (e *DamageError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.What) }

// damage names the tile behind an error of tlog about the n'th tile of leaves.
// The root alone cannot tell which tile on the right edge is wrong, but every
// tile follows from what lies below it: the lowest that does not is the one.
func (l *Log) damage(n int64, err error) error {
	if d, ok := err.(*DamageError); ok {
		return d
	}
	for level := 0; int64(1)<<(height*level) <= l.Size(); level++ {
		for _, at := range []int64{n >> (height * level), (l.Size() >> (height * level)) / width} {
			t := tlog.Tile{H: height, L: level, N: at}
			t.W = int(min(width, l.Size()>>(height*level)-at*width))
			if t.W > 0 && !l.follows(t) {
				return &DamageError{tilePath(t), "it does not fit the checkpoint's root"}
			}
		}
	}
	return &DamageError{"checkpoint", "tiles and entries fit one another and not its root: they are of another log, or of another time"}
}

// follows reports whether a tile is what the entries or tiles below it give.
func (l *Log) follows(t tlog.Tile) bool {
	data, err := l.tiles.read(t)
	if err != nil || len(data) != t.W*tlog.HashSize {
		return false
	}
	below, err := l.below(t)
	if err != nil {
		return true // what lies below is worse off
	}
	for i, h := range below {
		if h != tlog.Hash(data[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
			return false
		}
	}
	return true
}

// below computes a tile's hashes.
func (l *Log) below(t tlog.Tile) ([]tlog.Hash, error) {
	if t.L == 0 {
		return l.leaves(t)
	}
	var hashes []tlog.Hash
	for i := range int64(t.W) {
		child, err := l.tiles.read(tlog.Tile{H: height, L: t.L - 1, N: t.N*width + i, W: width})
		if err != nil || len(child) != width*tlog.HashSize {
			return nil, fmt.Errorf("tile below %s is gone", tilePath(t))
		}
		hashes = append(hashes, fold(child))
	}
	return hashes, nil
}

func (l *Log) leaves(t tlog.Tile) ([]tlog.Hash, error) {
	data, err := l.tiles.read(tlog.Tile{H: height, L: -1, N: t.N, W: t.W})
	if err != nil {
		return nil, err
	}
	var hashes []tlog.Hash
	for range t.W {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("bundle %d is cut", t.N)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		hashes = append(hashes, tlog.RecordHash(data[2:end]))
		data = data[end:]
	}
	return hashes, nil
}

// fold hashes a full tile to its one hash in the tile above.
func fold(tile []byte) tlog.Hash {
	var level []tlog.Hash
	for ; len(tile) > 0; tile = tile[tlog.HashSize:] {
		level = append(level, tlog.Hash(tile[:tlog.HashSize]))
	}
	for len(level) > 1 {
		for i := range len(level) / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
		level = level[:len(level)/2]
	}
	return level[0]
}
