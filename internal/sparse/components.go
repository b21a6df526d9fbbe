package sparse

// components holds the strongly connected components of a matrix's graph (an
// edge i→j for each entry of row i), consumers before suppliers: every edge
// that leaves a component leads to one listed before it.
type components struct {
	of    []int32 // component of a node
	nodes []int32 // grouped by component
	start []int   // component c is nodes[start[c]:start[c+1]]
}

func (c *components) count() int            { return len(c.start) - 1 }
func (c *components) members(k int) []int32 { return c.nodes[c.start[k]:c.start[k+1]] }

// findComponents is Tarjan's algorithm (1972), which emits components in
// exactly the order we want, without recursion: chains of 100,000 nodes would
// otherwise overflow the mind, if not the stack.
func findComponents(m *Matrix) *components {
	n := m.Size()
	t := &tarjan{m: m, index: make([]int32, n), low: make([]int32, n), next: make([]int, n),
		out: components{of: make([]int32, n), nodes: make([]int32, 0, n), start: []int{0}}}
	for i := range t.out.of {
		t.out.of[i] = -1
	}
	for i := range int32(n) {
		if t.index[i] == 0 {
			t.visit(i)
		}
	}
	return &t.out
}

type tarjan struct {
	m          *Matrix
	index, low []int32 // 0 where unseen
	next       []int   // entry of a node's row to look at next
	clock      int32
	stack      []int32 // nodes not yet in a component
	path       []int32 // the walk from the root to here
	out        components
}

func (t *tarjan) visit(root int32) {
	t.enter(root)
	for len(t.path) > 0 {
		v := t.path[len(t.path)-1]
		if w, ok := t.step(v); ok {
			t.enter(w)
			continue
		}
		t.path = t.path[:len(t.path)-1]
		if len(t.path) > 0 {
			u := t.path[len(t.path)-1]
			t.low[u] = min(t.low[u], t.low[v])
		}
		if t.low[v] == t.index[v] {
			t.emit(v)
		}
	}
}

func (t *tarjan) enter(v int32) {
	t.clock++
	t.index[v], t.low[v] = t.clock, t.clock
	t.next[v] = t.m.start[v]
	t.stack = append(t.stack, v)
	t.path = append(t.path, v)
}

// step looks along v's edges and returns the first node not seen before.
func (t *tarjan) step(v int32) (int32, bool) {
	for t.next[v] < t.m.start[v+1] {
		w := t.m.col[t.next[v]]
		t.next[v]++
		if t.index[w] == 0 {
			return w, true
		}
		if t.out.of[w] < 0 { // still on the stack
			t.low[v] = min(t.low[v], t.index[w])
		}
	}
	return 0, false
}

func (t *tarjan) emit(v int32) {
	c := int32(len(t.out.start) - 1)
	for {
		w := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.out.of[w] = c
		t.out.nodes = append(t.out.nodes, w)
		if w == v {
			break
		}
	}
	t.out.start = append(t.out.start, len(t.out.nodes))
}
