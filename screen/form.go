package screen

import "adit/atlas"

// FormOf is the form of a mineral's chain that a stage of a project or plant
// makes; "" where the chain has none, as for anodes and magnets.
func FormOf(a *atlas.Atlas, mineral, stage string) string { return formOf(chains(a)[mineral], stage) }
