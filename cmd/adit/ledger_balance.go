package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit/atlas"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/vault"
)

type balanceFlags struct {
	period, site, element string
	claims                bool
}

func ledgerBalance(s *session) *cobra.Command {
	var f balanceFlags
	cmd := &cobra.Command{
		Use:   "balance",
		Short: "what came, was made, went and lies there, by element",
		Long: `Balances each element at each site: opening + mined + made + received − used − sent = closing, in
kilograms contained, with standard uncertainties in --json. “Counted” is the last stocktake of the
period and “gap” by how many standard uncertainties it is off what the ledger says at that moment.

--claims shows the accounts of mass balance (ISO 22095) instead: of each site that claims by rolling
average or by credits, how much certified went in, how much was claimed of what came out, and what is
left to claim. “Over” is claimed beyond the method; “alarms” judges it.`,
		Example: "  adit ledger balance --ledger tin --period year\n  adit ledger balance --site acme/smelter --element Sn --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(balance.Periods, f.period) {
				return wrong("--period %q: write %s", f.period, strings.Join(balance.Periods, ", "))
			}
			src, _, err := s.readLedger(cmd.Context(), folder(cmd))
			if err != nil {
				return err
			}
			if f.claims {
				return s.claimsAnswer(s.history(src).Custody(), f)
			}
			accounts := slices.DeleteFunc(s.history(src).Accounts(balance.Period(f.period)), func(a balance.Account) bool {
				return f.site != "" && a.Site != ledger.SiteID(f.site) || f.element != "" && a.Element != ledger.Element(f.element)
			})
			return s.balanceAnswer(accounts, f)
		},
	}
	cmd.Flags().StringVar(&f.period, "period", string(balance.Quarter), "`PERIOD`: month, quarter or year")
	cmd.Flags().BoolVar(&f.claims, "claims", false, "the accounts of mass balance instead")
	cmd.Flags().StringVar(&f.site, "site", "", "only this `SITE`")
	cmd.Flags().StringVar(&f.element, "element", "", "only this `ELEMENT`")
	return cmd
}

type balanceOut struct {
	Period   string            `json:"period"`
	Accounts []balance.Account `json:"accounts"`
}

func (s *session) balanceAnswer(accounts []balance.Account, f balanceFlags) error {
	return s.answer(balanceOut{f.period, append([]balance.Account{}, accounts...)}, func(p *page) {
		if len(accounts) == 0 {
			p.line("No site moved or counted anything.")
			return
		}
		p.title("Contained mass by site and %s, in kg", f.period)
		t := table.New(table.Wrapped("Site"), table.Text("El."), table.Text("From"), table.Number("Opening"), table.Number("Mined"), table.Number("Made"), table.Number("In"),
			table.Number("Used"), table.Number("Out"), table.Number("Closing"), table.Number("Counted"), table.Number("Gap (σ)"))
		for _, a := range accounts {
			counted, gap := "·", "·"
			if a.Counted != nil {
				counted, gap = kilograms(a.Counted.Kg), fmt.Sprintf("%.1f", a.Sigmas)
			}
			t.Row(string(a.Site), string(a.Element), a.From.Format("2006-01"), kilograms(a.Opening.Kg), kilograms(a.Mined.Kg), kilograms(a.Made.Kg),
				kilograms(a.Received.Kg), kilograms(a.Used.Kg), kilograms(a.Sent.Kg), kilograms(a.Closing.Kg), counted, gap)
		}
		p.table(t)
		p.text("· is not counted, and no zero.")
	})
}

type claimsOut struct {
	Claims []balance.Custody `json:"claims"`
}

func (s *session) claimsAnswer(all []balance.Custody, f balanceFlags) error {
	all = slices.DeleteFunc(all, func(c balance.Custody) bool {
		return f.site != "" && c.Site != ledger.SiteID(f.site) || f.element != "" && c.Element != ledger.Element(f.element)
	})
	return s.answer(claimsOut{append([]balance.Custody{}, all...)}, func(p *page) {
		if len(all) == 0 {
			p.line("No site claims by mass balance.")
			return
		}
		p.title("Claims by mass balance, in kg")
		t := table.New(table.Wrapped("Site"), table.Text("El."), table.Wrapped("Method"), table.Number("Certified in"), table.Number("Claimed"), table.Number("Expired"), table.Number("Left"), table.Number("Over"))
		for _, c := range all {
			t.Row(string(c.Site), string(c.Element), string(c.Method), kilograms(c.In.Kg), kilograms(c.Claimed.Kg), kilograms(c.Expired), kilograms(c.Left), kilograms(c.Over.Kg))
		}
		p.table(t)
		p.text("Of products: what a process loses is lost to certified and other stuff alike. Both methods count a year.")
	})
}

// kilograms prints four digits.
func kilograms(kg float64) string {
	if math.Abs(kg) >= 1000 {
		return table.Tonnes(math.Round(kg))
	}
	return table.Tonnes(kg)
}

type alarmFlags struct {
	site    string
	only    bool
	benford bool
}

func ledgerAlarms(s *session) *cobra.Command {
	var f alarmFlags
	cmd := &cobra.Command{
		Use:   "alarms",
		Short: "what honest bookkeeping does not explain",
		Long: `Looks for figures that cannot be: recoveries beyond a process, stocks that do not agree with the
ledger, output before input, journeys that no lorry makes, mines above their licence, certificates
spent twice, statistics that contradict one another. Each alarm says what, how sure, what innocent
explanation would fit and what evidence would settle it. A warning is not an alarm.

Plausible recoveries are those of the facility; for others, a range around the atlas's.
Exits with 1 where there is an alarm; warnings alone are 0.`,
		Example: "  adit ledger alarms --ledger tin\n  adit ledger alarms --site acme/smelter --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.ledgerAlarms(cmd, f)
		},
	}
	cmd.Flags().StringVar(&f.site, "site", "", "only this `SITE`")
	cmd.Flags().BoolVar(&f.only, "only-alarms", false, "no warnings")
	cmd.Flags().BoolVar(&f.benford, "benford", false, "rank sites by first digits instead: where to look first, and no evidence")
	return cmd
}

func (s *session) ledgerAlarms(cmd *cobra.Command, f alarmFlags) error {
	src, void, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	h := s.history(src)
	if f.benford {
		return s.benfordAnswer(h.Benford())
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	alarms := slices.DeleteFunc(h.Alarms(balance.Options{Recovery: recoveries(a)}), func(a balance.Alarm) bool {
		return f.site != "" && a.Site != ledger.SiteID(f.site) || f.only && a.Level != balance.Red
	})
	red := 0
	for _, a := range alarms {
		if a.Level == balance.Red {
			red++
		}
	}
	err = s.answer(alarmsOut{append([]balance.Alarm{}, alarms...), append([]vault.Void{}, void...)}, func(p *page) {
		for _, a := range alarms {
			alarmText(p, a)
		}
		p.line("%s, %s", count(red, "alarm"), count(len(alarms)-red, "warning"))
	})
	if err == nil && red > 0 {
		err = errNo
	}
	return err
}

type alarmsOut struct {
	Alarms []balance.Alarm `json:"alarms"`
	Void   []vault.Void    `json:"void"` // entries of the log that the ledger's rules refuse
}

func alarmText(p *page, a balance.Alarm) {
	p.title("%s: %s, %s%s, %s", a.Level, a.Kind, a.Site, a.Country, a.From.Format("2006-01-02"))
	p.field("what", a.What)
	p.field("how sure", a.Sure)
	p.field("innocent if", strings.Join(a.Innocent, "; "))
	p.field("would settle", strings.Join(a.Settle, "; "))
	if len(a.Events) > 0 {
		shown := a.Events[:min(5, len(a.Events))]
		names := make([]string, len(shown))
		for i, id := range shown {
			names[i] = string(id)
		}
		more := ""
		if n := len(a.Events) - len(shown); n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		p.field("events", strings.Join(names, ", ")+more)
	}
	p.line("")
}

type benfordOut struct {
	Ranks []balance.Rank `json:"ranks"`
}

func (s *session) benfordAnswer(ranks []balance.Rank) error {
	return s.answer(benfordOut{append([]balance.Rank{}, ranks...)}, func(p *page) {
		t := table.New(table.Wrapped("Site"), table.Number("Lots"), table.Number("χ² per 1,000 lots"))
		for _, r := range ranks {
			t.Row(string(r.Site), thousands(r.Lots), fmt.Sprintf("%.0f", r.Chi2))
		}
		p.table(t)
		p.text("Weights of bags of one size are never near Benford's law: this orders where to look first, and is no evidence.")
	})
}

// recoveries makes plausible ranges of the atlas's typical recoveries: of what
// is lost, a process that runs well may save half, and one that runs badly may
// lose twice as much (docs/decisions/0022). The stages of an element are taken
// together, since a site may do any of them.
func recoveries(a *atlas.Atlas) []ledger.Recovery {
	symbols := map[string]ledger.Element{}
	for r := range a.Rows("minerals") {
		symbols[r.Get("mineral")] = ledger.Element(r.Get("symbol"))
	}
	byElement := map[ledger.Element]*ledger.Recovery{}
	for r := range a.Rows("chains") {
		typical, ok := r.Number("recovery")
		e := symbols[r.Get("minerals")]
		if !ok || len(e) == 0 || len(e) > 2 {
			continue
		}
		low, high := max(0, 1-2*(1-typical)), 1-(1-typical)/2
		if y := byElement[e]; y == nil {
			byElement[e] = &ledger.Recovery{Element: e, Low: low, High: high}
		} else {
			y.Low, y.High = min(y.Low, low), max(y.High, high)
		}
	}
	var out []ledger.Recovery
	for _, y := range byElement {
		out = append(out, *y)
	}
	slices.SortFunc(out, func(x, y ledger.Recovery) int { return strings.Compare(string(x.Element), string(y.Element)) })
	return out
}
