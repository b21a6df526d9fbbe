// Command adit asks questions of the world's mineral supply.
//
// Each verb is a file of its own, a row of verbs and a page of help:
//
//	adit help minerals
//
// It exits with 0 when it is done, 1 when the answer is no, the data are bad
// or something failed, and 2 when it was called wrongly.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"adit/atlas"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, process(), os.Args[1:])
	stop()
	os.Exit(code)
}

// process is the real world outside.
func process() env {
	return env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		outTerminal: isTerminal(os.Stdout), errTerminal: isTerminal(os.Stderr),
		getenv: os.Getenv, now: time.Now, open: openFile, listen: listen, browse: browse, chromium: findChromium,
		embedded: atlas.Embedded, feeds: feeds(),
	}
}

// isTerminal takes any character device for a terminal: /dev/null may be given
// bold heads.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
