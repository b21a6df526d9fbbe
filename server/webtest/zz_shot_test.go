package webtest

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZZShot(t *testing.T) {
	b := Start(t)
	base := os.Getenv("BASE")
	for _, line := range strings.Split(os.Getenv("SHOTS"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 3 {
			continue
		}
		for _, k := range strings.Fields(os.Getenv("KINDS")) {
			v := View{Width: 1280, Height: 900}
			if k == "narrow" {
				v = View{Width: 360, Height: 740}
			}
			v.Dark = k == "dark"
			tab := b.Open(t, base, v)
			tab.Go(f[1])
			tab.Until(f[2])
			Eval[any](tab, "new Promise(r => setTimeout(() => r(null), 400))")
			tab.Screenshot(f[0] + "-" + k)
			fmt.Println(f[0], k, tab.Faults(), "wide", Eval[int64](tab, "document.documentElement.scrollWidth"), tab.Bytes())
			for _, x := range tab.Violations() {
				fmt.Printf("%s (%s): %s: %+v\n", x.ID, x.Impact, x.Help, x.Nodes)
			}
		}
	}
}
