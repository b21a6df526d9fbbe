package ledger

// An Account is the chain of custody model under which a claim about origin is
// made, in the terms of ISO 22095:2020. The weaker the model, the less a claim
// says about the atoms.
type Account string

const (
	IdentityPreserved  Account = "identity-preserved"   // one source, never mixed
	Segregated         Account = "segregated"           // mixed, but only of certified sources
	ControlledBlending Account = "controlled-blending"  // mixed with others in a known share
	MassBalanceRolling Account = "mass-balance-rolling" // share as the average of a period
	MassBalanceCredit  Account = "mass-balance-credit"  // certified in gives credits, certified out spends them
	BookAndClaim       Account = "book-and-claim"       // claims travel without the material
)

// Accounts lists the models, strongest first.
var Accounts = []Account{IdentityPreserved, Segregated, ControlledBlending, MassBalanceRolling, MassBalanceCredit, BookAndClaim}

// rank is the place in Accounts; no claim at all is weaker than any.
func (a Account) rank() int {
	for i, k := range Accounts {
		if a == k {
			return i
		}
	}
	return len(Accounts)
}

// Valid reports whether a is one of Accounts.
func (a Account) Valid() bool { return a.rank() < len(Accounts) }

// Weaker reports whether a promises less than b.
func (a Account) Weaker(b Account) bool { return a.rank() > b.rank() }

// Shared reports whether a claim of this model may be for a share of a lot.
func (a Account) Shared() bool { return a.Valid() && a.Weaker(Segregated) }

// Physical reports whether a claim of this model is of what is in the lot. The
// others are of what went through an account, which ledger/balance keeps.
func (a Account) Physical() bool { return !a.Weaker(ControlledBlending) }

// Claimed returns the share of a lot that its claim is for; 0 without one.
func (l *Lot) Claimed() float64 {
	switch {
	case l.Account == "":
		return 0
	case l.Certified == 0:
		return 1
	}
	return l.Certified
}

// Mixed returns the strongest claim that a lot mixed of others may make:
// mixing certified sources gives segregated, mixing with anything weaker gives
// that.
func Mixed(accounts ...Account) Account {
	mixed := IdentityPreserved
	for _, a := range accounts {
		if a.Weaker(mixed) {
			mixed = a
		}
	}
	if len(accounts) > 1 && mixed == IdentityPreserved {
		return Segregated
	}
	return mixed
}
