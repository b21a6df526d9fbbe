package world

import "adit"

// owners returns the ultimate owners of what a place makes of a form, as far as
// the plants that the atlas lists say.
func (b *builder) owners(f *form, x *adit.Process) []adit.Owner { return nil }
