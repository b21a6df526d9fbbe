// Package journal is an append-only log of bytes, on disk or in a cloud, which
// anyone can check without trusting who keeps it.
//
// Entries are the leaves of a Merkle tree (RFC 6962). Tessera writes the tree
// as tiles (c2sp.org/tlog-tiles) and signs checkpoints: origin, size and root
// (c2sp.org/tlog-checkpoint). All reading and checking is done by a second
// implementation, x/mod/sumdb/tlog, which shares no code with the first:
//
//	v, err := journal.View(os.DirFS("log"), policy)
//	p, err := v.Prove(7)             // c2sp.org/tlog-proof
//	leaf, err := journal.Check(p.Text(), entry, policy)
//
// Witnesses countersign checkpoints after checking that they extend what they
// signed before (c2sp.org/tlog-cosignature); a Policy says how many of whom
// must have done so. A log that shows different people different histories
// would need them all.
package journal
