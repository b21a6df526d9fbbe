package brief_test

import (
	"fmt"

	"adit/atlas"
	"adit/brief"
)

func ExampleClaims() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	for _, c := range brief.Claims(a) {
		if c.Statement == "US net import reliance gallium" {
			fmt.Println(c.Claimed, "claimed,", c.Verdict)
		}
	}
	// Output: 100% claimed, reproduced
}
