// Package market writes a network as a linear program, once for all the
// questions that solve one: exposure (N−1), shock, price and plan.
//
// A Block is one period: its variables, and its equations by their codes
// (docs/math/market.md):
//
//	S1  mass: at every node, made + arrived + released ≥ used + sent + served
//	S2  capacity: 0 ≤ activity step ≤ its size, and all that a process may do
//	S3  lanes: 0 ≤ shipment ≤ capacity
//	S4  objective, where the block is priced: value served − costs
//
// A question writes one block or several into an lp.Model, adds rows of its own,
// and Loads it. From then on a disruption is a change of Limits, which are plain
// tonnes by position in the network and know no program: the Session moves the
// bounds that differ and solves again from the last basis. Check recomputes
// mass and limits from the network after every solve; a solution that fails it
// is an error.
package market
