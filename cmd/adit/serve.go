package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"adit/docs"
	"adit/server"
	"adit/server/web"
)

type serveFlags struct {
	addr, ledger   string
	hosts          []string
	open, insecure bool
}

func serveVerb(s *session) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "look instead of read: pages and an HTTP API on one port",
		Long: `Pages for a browser at /, and every verb that only reads at /api/v1/VERB, where an answer is what
the verb prints with --json; /api/v1/openapi.json describes them all. Nothing is written and nothing
is fetched. A run that nobody waits for stops; runs that find no free core wait in a queue.

Beyond this machine a token is asked for. It is made at the first such start, shown once, and kept
as a hash in the data folder (server.token: remove the file for another one). --insecure asks for
none. Names that the server is called by beside its addresses are given with --host.

--ledger FOLDER shows a ledger, too: what lies where, where a lot is from, balance and alarms, as it
grows. It is only read, and its private part not even that. “adit ledger demo FOLDER” makes one to look
at. A file that is dropped on the page Verify is checked and forgotten, with a ledger or without.`,
		Example: "  adit serve --open\n  adit serve --addr 127.0.0.1:9000\n  adit serve --addr :8373 --host minerals.example.org",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range []string{"country", "year", "against", "set", "json"} {
				if cmd.Flags().Changed(name) {
					return wrong("--%s means nothing to a server: each request says its own", name)
				}
			}
			return s.serve(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.addr, "addr", "127.0.0.1:8373", "`ADDRESS` and port to listen on")
	fl.StringSliceVar(&f.hosts, "host", nil, "a `NAME` the server is called by")
	fl.StringVar(&f.ledger, "ledger", "", "show the ledger in this `FOLDER`, too")
	fl.BoolVar(&f.open, "open", false, "open a browser")
	fl.BoolVar(&f.insecure, "insecure", false, "ask for no token beyond this machine")
	return cmd
}

func (s *session) serve(ctx context.Context, f serveFlags) error {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return wrong("--addr %q: write ADDRESS:PORT", f.addr)
	}
	handler, err := s.handler(ctx, f.hosts, f.ledger)
	if err != nil {
		return err
	}
	secret := ""
	if !server.Loopback(host) && !f.insecure {
		if secret, handler.Token, err = s.token(); err != nil {
			return err
		}
	}
	l, err := s.listen(f.addr)
	if err != nil {
		return err
	}
	s.announce(l.Addr().String(), secret, f.open)
	return server.New(handler).Serve(ctx, l)
}

// handler is the server's configuration: every shown verb, run with what this
// session keeps open.
func (s *session) handler(ctx context.Context, hosts []string, ledger string) (server.Config, error) {
	k, err := s.keep()
	if err != nil {
		return server.Config{}, err
	}
	if ledger != "" {
		if k.ledger, err = holdLedger(ctx, ledger, s.watch("read events")); err != nil {
			return server.Config{}, err
		}
		s.progress.Done()
	}
	e := s.env
	e.kept = k
	version := programVersion()
	pages, err := web.Pages(version, docs.Files)
	if err != nil {
		return server.Config{}, err
	}
	for i := range hosts {
		hosts[i] = strings.ToLower(hosts[i])
	}
	return server.Config{Verbs: append(served(e), namesVerb(e), openVerb(e), packVerb(e)), Title: "adit", Version: version + " " + k.hash, Explain: explain, Pages: pages, Now: s.now,
		Log: slog.New(slog.NewTextHandler(s.stderr, nil)), Hosts: hosts, Shelf: shelf(version), Warm: []string{"brief?country=USA&against=CHN&quick=true", "brief?country=USA&against=CHN"}}, nil
}

// shelf is where a server keeps answers for its next start: in the user's cache
// folder. A build that no version tells from others must not find another's
// answers, and keeps none.
func shelf(version string) string {
	dir, err := os.UserCacheDir()
	if err != nil || strings.Contains(version, "dirty") || strings.HasPrefix(version, "devel") || version == "unknown" {
		return ""
	}
	return filepath.Join(dir, "adit", "answers")
}

// token reads the token of the data folder, or makes one and returns its secret.
func (s *session) token() (secret string, t *server.Token, err error) {
	dir, err := s.dataFolder(s.data)
	if err != nil {
		return "", nil, err
	}
	name := filepath.Join(dir, "server.token")
	text, err := os.ReadFile(name)
	switch {
	case err == nil:
		t, ok := server.ParseToken(string(text))
		if !ok {
			return "", nil, fmt.Errorf("%s holds no token: remove it, and another is made", name)
		}
		return "", t, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", nil, err
	}
	secret, t = server.NewToken()
	s.changed = true
	return secret, t, writeNew(name, t.String()+"\n")
}

// writeNew writes a file that must not exist, for its owner's eyes.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// announce says where the server is, and shows the secret that it will not show
// again.
func (s *session) announce(addr, secret string, open bool) {
	host, port, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	address := "http://" + net.JoinHostPort(host, port) + "/"
	fmt.Fprintf(s.stdout, "adit serves %s\n", address)
	if secret != "" {
		address += "?token=" + secret
		fmt.Fprintf(s.stdout, "Its token, shown this once: %s\nOpen %s in a browser.\n", secret, address)
	}
	if open {
		if err := s.browse(address); err != nil {
			fmt.Fprintf(s.stderr, "adit serve: no browser opened: %v\n", err)
		}
	}
}

func listen(addr string) (net.Listener, error) { return net.Listen("tcp", addr) }

// browse opens an address in the browser of the desktop.
func browse(address string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", address).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address).Start()
	}
	return exec.Command("xdg-open", address).Start()
}
