package main

import "testing"

// Half of what was blended is sold: what the rest is of is known within bounds,
// and of both together exactly.
func TestSupplyBounds(t *testing.T) {
	d := tell(t)
	d.tin()
	d.write("split.json", eventHead+`"party": "smelter", "id": "split", "site": "works", "modify": {"action": "split", "inputs": ["metal"], "outputs": [
	 {"id": "m1", "material": "tin/metal", "mass": {"kg": 50, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.999, "sigma": 0.0005}], "account": "segregated"},
	 {"id": "m2", "material": "tin/metal", "mass": {"kg": 25, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.999, "sigma": 0.0005}], "account": "segregated"}]}}`)
	d.write("sell.json", eventHead+`"party": "smelter", "id": "sell", "site": "works", "move": {"to": "miner", "to_site": "pit", "lots": ["m2"], "mode": "sea"}}`)
	d.do(done, "record @split.json --key @smelter.key --ledger @tin")
	// 60 kg of 80 are mined; 74.925 kg came out, so of 74.925 at least 54.925.
	d.says(done, "supply --ledger @tin", "100.0 75.0 (73.3–80.1) segregated 100.0 CHN 75.0 (73.3–80.1)")
	d.do(done, "record @sell.json --key @smelter.key --key @miner.key --ledger @tin")
	// Of the 49.95 kg that stayed: at least 49.95 − 20, at most all.
	d.says(done, "supply --party smelter --ledger @tin", "100.0 75.0 (60.0–100.0) segregated 100.0 CHN 75.0 (60.0–100.0)")
	d.says(done, "supply --party smelter --ledger @tin --json", `"traced_to_mines": { "kg": 37.4`, `"low": 29.95`, `"high": 49.95`, `"exact_bounds": true`)
}

// A smelter claims by credits some of the certified tin that it smelted, and
// then more, of scrap that nobody certified: the account shows how much, and
// the alarm says so.
func TestClaimAccounts(t *testing.T) {
	d := tell(t)
	d.tin()
	d.says(done, "balance --claims --ledger @tin", "No site claims by mass balance.")
	made := func(id, site, inputs, kg, claim string) {
		d.write(id+".json", eventHead+`"party": "smelter", "id": "`+id+`", "site": "`+site+`", "make": {"process": "smelting", `+inputs+`"outputs": [{"id": "`+id+`", "material": "tin/alloy", "mass": {"kg": `+kg+`, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.99, "sigma": 0.0005}]`+claim+`}]}}`)
	}
	made("alloy", "works", `"inputs": ["metal"], `, "74.9", `, "account": "mass-balance-credit", "certified": 0.5`)
	made("heap", "yard", "", "60", "")
	made("alloy-2", "works", `"inputs": ["heap"], `, "60", `, "account": "mass-balance-credit"`)
	d.write("carry.json", eventHead+`"party": "smelter", "id": "carry", "site": "yard", "move": {"to": "smelter", "to_site": "works", "lots": ["heap"], "mode": "road"}}`)
	d.do(done, "record @alloy.json --key @smelter.key --ledger @tin")
	// Both claims are of products: 74.151 kg of tin came of certified tin.
	d.says(done, "balance --claims --ledger @tin", "works Sn mass-balance-credit 74.15 37.08 0 37.08 0")
	d.do(done, "record @heap.json @carry.json @alloy-2.json --key @smelter.key --ledger @tin")
	d.says(done, "balance --claims --site works --ledger @tin", "works Sn mass-balance-credit 74.15 96.48 0 0 22.32")
	d.says(no, "alarms --ledger @tin --site works", "account-overdrawn", "22.32")
	d.says(no, "balance --claims --site work --ledger @tin", "unknown site \"work\"; did you mean works?")
	d.says(no, "alarms --site work --ledger @tin", "did you mean works?")
	d.says(done, "supply --ledger @tin", "mass-balance-credit 72.2, none")
}
