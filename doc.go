// Package adit says where the world's mineral supply really comes from.
//
// This package holds the nouns and does no I/O beyond reading and writing
// network files. The rest builds on it, from the bottom up:
//
//	lp         programs that read like equations; lp/highs solves them
//	market     a network as a linear program, and its independent check
//	atlas      the world as data: tables of figures, each with its source
//	reconcile  observations to a balanced network (R1–R3)
//	world      the atlas as networks, one for each mineral and year
//	exposure   who a place depends on, really (E1–E7)
//	shock      what a ban, quota or outage does, period by period (S1–S5)
//	baseline   the atlas's networks with prices, elasticities and stocks
//	economy    what industries lose that lack an input (S6)
//	policy     what governments ordered, as disruptions
//	stress     shocks on the atlas: what they do and cost, and how surely (S7)
//	backtest   predictions beside what happened
//	policy     measures of governments as disruptions that can be run
//	minerals   what they are, and whose lists they are on
//	partner    with whom: what others could add, and what it takes away
//	brief      the whole picture of one country
//	cmd/adit   the command line
//
// # Nouns
//
// A Network is a chain of supply in one year. Its Places are countries or sites
// inside them; its Materials are one commodity in one form each, so that another
// stage is another material. A Process turns materials into materials at a
// place; a mine is one without inputs. A Lane carries one material between two
// places. A Demand wants some, a Stock holds some. Every number of the atlas is
// a Figure: value, bounds, unit, year, source, and how it is known.
//
// # Units and laws
//
// Mass is in metric tons of contained element, unless a material says that it
// is gross. Money has a price year. What is withheld or unknown is an interval,
// never zero. Order never matters: the same network shuffled gives the same
// bytes. What is made and arrives at a node is used, sent or left (R1).
//
// # A first look
//
//	f, _ := os.Open("cobalt.json")
//	net, err := adit.ReadNetwork(f)
//	answer, err := exposure.Run(ctx, net, exposure.Question{Place: "USA", Material: "cobalt/refined"}, nil)
//	fmt.Println(answer.Judgement)
package adit
