// Package backtest holds predictions against what happened: past events, what
// was observed, and rules that say what a model must show. It knows no model:
// who predicts hands in a function from an Event to a Path, and gets a Record
// with predicted beside observed, hits and misses alike.
//
// Events are the rows of the atlas's table backtests; a new one is a row more.
// Its column control says what was imposed from start_date on:
//
//	licence          exports need a licence: none at first, then as they are granted
//	ban              no exports
//	quota:18125      at most so many tonnes a year
//	announce         nothing but words
//	none             nothing new
//
// targets says whom it cuts off (ALL, or ISO codes), ban_from the day from which
// exports to the United States were banned beside it.
//
// Its column rule is a list of checks separated by ";". All of them must hold;
// each is judged by itself:
//
//	price outside RANGE WHEN     change of the price outside the imposer
//	price inside RANGE WHEN      change of the price inside
//	price inside < outside WHEN  the price inside has risen less than outside
//	exports RANGE WHEN           exports of the imposer: change in %, or tonnes a month
//	exports 0 WHEN               none: at most 0.5% of before
//	gdp RANGE                    change of GDP in the period, USD
//	rank a,b,c                   order of minerals by loss: never shown by one path
//	none: REASON                 what no path can show, and why
//
// RANGE is LOW..HIGH with either end left out, or >=LOW or <=HIGH; ends are
// changes in % with a sign ("+80%..", "-95%..-80%"), tonnes ("10000t..") or USD
// ("-8.2e9..-1.7e9"). Changes are against the level before the event. Month 0
// is the calendar month of start_date. WHEN is
//
//	month 12    in that month
//	months 0-1  in each of them
//	mean 5-9    their mean
//	within 6    in months 0 to 6, where the change is largest
//	by 3        in some month from 0 to 3
//
// A check without WHEN is judged where the change of the whole path is largest.
// Such a row is
//
//	GA-2023, licence, ALL, "price outside +80%.. within 6; price inside < outside within 6"
package backtest
