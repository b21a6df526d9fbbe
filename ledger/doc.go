// Package ledger is a chain of custody whose mass can be checked: lots of
// material, the events that make, move and modify them, and who signed what.
//
// An Event is JSON in one strict form (ReadEvent), signed by the parties that
// it binds (Event.Sign), and bound to one ledger by name:
//
//	{"format": "adit-event/1", "ledger": "example.org/tin", "id": "make-7",
//	 "from": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z",
//	 "party": "acme", "site": "acme/smelter",
//	 "make": {"process": "smelting", "inputs": ["lot-1"], "outputs": [
//	   {"id": "lot-2", "material": "tin/metal", "mass": {"kg": 700, "sigma_kg": 1},
//	    "content": [{"element": "Sn", "grade": 0.999, "sigma": 0.0005}]}]},
//	 "signatures": [{"key": "acme-1", "sig": "…"}]}
//
// A lot is made once and used up once, whole: to use a part, split it first.
// So every lot has one past, and nothing can be spent twice. A Book holds what
// follows from the accepted events: who holds which lot and where, which keys
// are good, which facilities and registers were declared. It refuses an event
// that is unsigned, replayed, signed with a revoked key, uses what is not
// there, or makes mass of an element out of nothing (book_mass.go). What is
// possible but odd is not refused: finding it is the task of ledger/balance.
//
// Masses are in kilograms with a standard uncertainty, grades are mass
// fractions of dry material; both are measured, so a balance holds only within
// what they allow.
package ledger
