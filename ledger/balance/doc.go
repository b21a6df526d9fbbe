// Package balance checks whether what a ledger says can be true: mass balance
// of each element by site and period, and alarms where honest bookkeeping and
// measurement cannot explain the figures.
//
//	h := balance.New(book)
//	for … { h.Add(event) } // in the order of the log
//	accounts := h.Accounts(balance.Quarter)
//	alarms := h.Alarms(balance.Options{Recovery: ranges})
//
// An Alarm says what does not fit, how far beyond measurement it is, what
// innocent explanations there are and what evidence would settle it. A warning
// is something else than an alarm: figures that an honest mistake explains at
// least as well, or that lie between WarnAt and AlarmAt standard
// uncertainties.
package balance
