// Package shock answers what a ban, quota, licence delay or outage does, period
// by period: prices, quantities, stocks, who goes short and who gains.
//
// A run is a market in periods (docs/math/shock.md). Each period is the network
// as a linear program (package market) whose limits the scenario's disruptions
// move; its prices are the duals of the balances. With no foresight each period
// is maximised alone, knowing the stock that is left; with full foresight one
// program holds them all. The same run without disruptions stands beside it.
//
//	S1  mass, with stocks: level after = level before − released + built
//	S2  capacity × factor
//	S3  lanes × factor, growing by so much a period; new lanes after a delay, at a premium
//	S4  objective: value served − costs
//	S5  foresight
//
// Run answers a Question: an adit.Scenario on a sorted adit.Network. The Answer
// holds two paths, Shocked and Baseline, step by step by position in the network;
// it marshals to the keys of docs/data.md, Answer.Print names everything by its id,
// and Answer.View condenses it to one material at one place. Repeat runs one
// scenario on many networks of one shape, such as draws. ExampleRun is a tour.
//
// Where lanes have terms (S3) new ones may open, and the answer's network has
// more lanes than the question's.
//
// After every solve mass, limits, stocks, quotas and the objective are computed
// again from the network; what fails is an error.
package shock
