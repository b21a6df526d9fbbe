package journal

import (
	"encoding/binary"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"
)

// height is that of a tile: 256 hashes wide (c2sp.org/tlog-tiles).
const height = 8

const width = 1 << height

// MaxEntry is the most bytes of an entry: bundles give its length in 16 bits.
const MaxEntry = 1<<16 - 1

// A Log reads a log at one checkpoint. All it returns fits that checkpoint's
// root. It is not for concurrent use.
type Log struct {
	fsys   fs.FS
	policy Policy
	cp     Checkpoint
	tiles  *tileReader
	last   struct { // the bundle that Entry read last: the next is often in it
		n       int64
		entries [][]byte
	}
}

// View opens the log in a folder at its newest checkpoint.
func View(fsys fs.FS, policy Policy) (*Log, error) {
	text, err := fs.ReadFile(fsys, "checkpoint")
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	cp, err := policy.Open(text)
	if err != nil {
		return nil, err
	}
	return &Log{fsys: fsys, policy: policy, cp: cp, tiles: &tileReader{fsys: fsys, size: cp.Tree.N}}, nil
}

// Newer returns the log at its newest checkpoint, which must hold all that this
// one held: a log that was cut or changed in between is refused.
func (l *Log) Newer() (*Log, error) {
	n, err := View(l.fsys, l.policy)
	if err != nil || n.cp.Text == l.cp.Text {
		return l, err
	}
	c, err := n.ProveSince(l.Size())
	if err == nil {
		err = c.Extends(l.cp.Tree, n.cp.Tree)
	}
	if err != nil {
		return l, fmt.Errorf("since %d entries: %w", l.Size(), err)
	}
	return n, nil
}

// Checkpoint returns what the log is read at.
func (l *Log) Checkpoint() Checkpoint { return l.cp }

// Policy returns whose word the log was read by.
func (l *Log) Policy() Policy { return l.policy }

// Files are what the log is read from.
func (l *Log) Files() fs.FS { return l.fsys }

// Size returns how many entries there are.
func (l *Log) Size() int64 { return l.cp.Tree.N }

// RootAt returns the root that the log had when it was so long, as its tiles,
// checked against the checkpoint, give it.
func (l *Log) RootAt(size int64) (tlog.Hash, error) {
	if size < 0 || size > l.Size() {
		return tlog.Hash{}, fmt.Errorf("log: it has %d entries, and had never %d", l.Size(), size)
	}
	if size == 0 {
		return emptyRoot, nil
	}
	root, err := tlog.TreeHash(size, l.hashes())
	if err != nil {
		return tlog.Hash{}, l.damage((size-1)/width, err)
	}
	return root, nil
}

// hashes returns a reader of tree hashes that checks each tile against the
// root.
func (l *Log) hashes() tlog.HashReader { return tlog.TileHashReader(l.cp.Tree, l.tiles) }

// path is where a tile lies. x/mod has the height in its own paths, which
// c2sp.org/tlog-tiles has not.
func tilePath(t tlog.Tile) string {
	kind := fmt.Sprint(t.L)
	if t.L < 0 {
		kind = "entries"
	}
	n := fmt.Sprintf("%03d", t.N%1000)
	for m := t.N / 1000; m > 0; m /= 1000 {
		n = fmt.Sprintf("x%03d/%s", m%1000, n)
	}
	path := "tile/" + kind + "/" + n
	if t.W < width {
		path += fmt.Sprintf(".p/%d", t.W)
	}
	return path
}

// A tileReader reads tiles from a folder for tlog. It keeps those that were
// checked, since every proof needs the same few near the root.
type tileReader struct {
	fsys fs.FS
	size int64
	kept map[tlog.Tile][]byte
}

func (r *tileReader) Height() int { return height }

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		if d, ok := r.kept[t]; ok {
			data[i] = d
			continue
		}
		d, err := r.read(t)
		if err != nil {
			return nil, err
		}
		if len(d) != t.W*tlog.HashSize {
			return nil, &DamageError{tilePath(t), fmt.Sprintf("it is %d bytes long, not %d", len(d), t.W*tlog.HashSize)}
		}
		data[i] = d
	}
	return data, nil
}

// read reads a partial tile or, once the log has grown past it, the first part
// of the full one.
func (r *tileReader) read(t tlog.Tile) ([]byte, error) {
	d, err := fs.ReadFile(r.fsys, tilePath(t))
	if err == nil || t.W == width {
		return d, wrapRead(t, err)
	}
	full := t
	full.W = width
	whole, errFull := fs.ReadFile(r.fsys, tilePath(full))
	if errFull != nil {
		return nil, wrapRead(t, err)
	}
	if t.L >= 0 && len(whole) >= t.W*tlog.HashSize {
		whole = whole[:t.W*tlog.HashSize]
	}
	return whole, nil
}

func wrapRead(t tlog.Tile, err error) error {
	if err == nil {
		return nil
	}
	return &DamageError{tilePath(t), err.Error()}
}

// keepTiles bounds the cache: 4,096 tiles of 8 kB are 32 MB.
const keepTiles = 4096

func (r *tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	if r.kept == nil || len(r.kept) > keepTiles {
		r.kept = map[tlog.Tile][]byte{}
	}
	for i, t := range tiles {
		r.kept[t] = data[i]
	}
}

// bundle returns the entries of the n'th bundle, checked against the root.
func (l *Log) bundle(n int64) ([][]byte, error) {
	w := int(min(width, l.Size()-n*width))
	t := tlog.Tile{H: height, L: -1, N: n, W: w}
	data, err := l.tiles.read(t)
	if err != nil {
		return nil, err
	}
	indexes := make([]int64, w)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, n*width+int64(i))
	}
	hashes, err := l.hashes().ReadHashes(indexes)
	if err != nil {
		return nil, l.damage(n, err)
	}
	return entries(t, data, hashes)
}

// entries cuts a bundle, and checks each entry against its hash in the tree.
func entries(t tlog.Tile, data []byte, hashes []tlog.Hash) ([][]byte, error) {
	var out [][]byte
	for i, h := range hashes {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, &DamageError{tilePath(t), fmt.Sprintf("it ends within entry %d", t.N*width+int64(i))}
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if tlog.RecordHash(data[2:end]) != h {
			return nil, &DamageError{tilePath(t), fmt.Sprintf("entry %d does not fit its hash in the tree", t.N*width+int64(i))}
		}
		out = append(out, data[2:end])
		data = data[end:]
	}
	if len(data) > 0 && t.W == width {
		return nil, &DamageError{tilePath(t), fmt.Sprintf("%d bytes follow the last entry", len(data))}
	}
	return out, nil
}

// Each calls f with every entry from index first on, checked, in order.
func (l *Log) Each(first int64, f func(index int64, entry []byte) error) error {
	for n := first / width; n*width < l.Size(); n++ {
		all, err := l.bundle(n)
		if err != nil {
			return err
		}
		for i, e := range all {
			if index := n*width + int64(i); index >= first {
				if err := f(index, e); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Entry returns one entry, checked.
func (l *Log) Entry(index int64) ([]byte, error) {
	if index < 0 || index >= l.Size() {
		return nil, fmt.Errorf("log: no entry %d, there are %d", index, l.Size())
	}
	n := index / width
	if l.last.n != n || l.last.entries == nil {
		all, err := l.bundle(n)
		if err != nil {
			return nil, err
		}
		l.last.n, l.last.entries = n, all
	}
	return l.last.entries[index%width], nil
}
