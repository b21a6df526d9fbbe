package brief

import "adit/atlas"

// Claims returns the headline claims in circulation, each with the atlas's own
// figure beside it; they are of the United States and the world, whatever the
// country of a brief.
func Claims(a *atlas.Atlas) []Claim { return claims(a) }
