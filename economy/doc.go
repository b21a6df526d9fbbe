// Package economy says what it costs a country when industries lose inputs
// (S6). It knows of no networks and no shocks: it is handed, by end use of a
// mineral, how much is not served.
//
// The chain of thought, with the equations of docs/math/economy.md:
//
//   - S6a. An industry that lacks part of a mineral can make at most a part of
//     its output: the mineral it lacks most decides. No source publishes which
//     part of an industry's output needs a mineral. It is an assumption with a
//     wide band (docs/decisions/0014), so every answer has to be shown as low,
//     base and high.
//   - S6b. What the industries cannot make is the direct loss of value added.
//   - S6c. Their suppliers sell less, and where final demand cannot give way
//     their customers make less too: the total loss is that of a linear program
//     on the accounts of the United States, 402 industries, 2017.
//
// A use whose industry is not known is not a use without a loss: it is told as
// the share that is not attributed to any industry.
//
//	acc, err := economy.Load(a)
//	pattern, err := economy.Uses(a, "gallium", "USA")
//	uses := pattern.Lose(0.4) // 40% of every use is not served
//	band, err := economy.Assumed(a)
//	loss, err := acc.Loss(ctx, solver, uses, band.Base)
//
// For the European Union there is only the direct loss (Europe); for any other
// country nothing is computed, which is a Status and not a zero. Money is in
// USD of the year that the answer names, which is that of the accounts: nothing
// is inflated to the year of a scenario.
package economy
