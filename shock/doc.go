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
// After every solve mass, limits, stocks, quotas and the objective are computed
// again from the network; what fails is an error.
package shock
