// Package exposure answers who a place really depends on: through how many
// stages, how concentrated, owned by whom, and what is lost when one goes.
//
// The equations have the codes of docs/math/exposure.md:
//
//	E1  net import reliance                      NetImportReliance
//	E2  concentration, with bounds               HHI; SupplyRisk blends it as the EU does
//	E3  face-value import shares                 Answer.FaceValue
//	E4  look-through origins, mined, processed   Trace, Answer.LookThrough
//	E5  the same by ultimate owner               Answer.Owners
//	E6  bounds without proportional mixing       Bounded.Low, High
//	E6b what the data's intervals leave open     Bounded.P5, P95
//	E7  N−1: what is unmet when one is gone      Answer.NMinus1
//
// Run asks all of them of one place and material; Trace gives E4 for every
// node at once. Both take a network in any order and give the same answer.
package exposure
