package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"adit/ledger"
	"adit/ledger/exchange"
	"adit/ledger/repository"
	"adit/ledger/vault"
	"adit/server"
)

type ledgerServeFlags struct {
	addr, key string
	hosts     []string
	insecure  bool
	sigma     float64
}

func ledgerServe(s *session) *cobra.Command {
	var f ledgerServeFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "let others query the ledger, and capture events, as EPCIS 2.0 does",
		Long: `Answers the REST interface of GS1's EPCIS 2.0: /events and the lists of event types, lots, steps and
places, with the query parameters of the standard, and the log itself under /log/. What is not
supported is refused with the status that the standard names: named queries and subscriptions are not.

Without --key it is read-only, and shows what others record within a second, or with witnesses, when
as many have signed as ledger.json asks for. With the key of a recorder,
/capture and /events take events: those that adit wrote come with their signatures; those of other
systems are signed with this key, and recorded where the ledger's rules allow it. GS1's default is all
of a document or nothing of it (header GS1-Capture-Error-Behaviour: rollback or proceed).

Beyond this machine a token is asked for. It is made at the first such start, shown once, and kept as a
hash in the data folder (server.token). --insecure asks for none.`,
		Example: "  adit ledger serve --ledger tin\n  adit ledger serve --ledger tin --key smelter.key --addr :8374 --host ledger.example.org",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.sigma < 0 || f.sigma > 0.25 {
				return wrong("--sigma %g: a share from 0 to 0.25", f.sigma)
			}
			return s.ledgerServe(cmd.Context(), folder(cmd), f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.addr, "addr", "127.0.0.1:8374", "`ADDRESS:PORT` to listen on; port 0 takes a free one")
	fl.StringVar(&f.key, "key", "", "`KEYFILE` of the party that records: without it, read-only")
	fl.StringArrayVar(&f.hosts, "host", nil, "another `NAME` that this server is called by; may be repeated")
	fl.BoolVar(&f.insecure, "insecure", false, "ask for no token beyond this machine")
	fl.Float64Var(&f.sigma, "sigma", 0.01, "standard uncertainty to assume of masses that come without one, as a `SHARE`")
	return cmd
}

func (s *session) ledgerServe(ctx context.Context, dir string, f ledgerServeFlags) error {
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return wrong("--addr %q: write ADDRESS:PORT", f.addr)
	}
	secret, hash := "", (*[sha256.Size]byte)(nil)
	if !server.Loopback(host) && !f.insecure {
		if secret, hash, err = s.ledgerToken(); err != nil {
			return err
		}
	}
	r := &followed{}
	if r.from, err = vault.Follow(os.DirFS(dir)); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	config := repository.Config{Log: r.from.Log.Files(), Now: s.now, Entry: r.entry}
	serve := func() error {
		return s.listenAndServe(ctx, f.addr, repository.Gate(r.to.Handler(), f.hosts, hash), secret, f.key != "")
	}
	if f.key == "" {
		r.to = repository.New(config)
		if err := r.refresh(ctx, s.watch("read events")); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		go r.keepUp(ctx, s.stderr)
		return serve()
	}
	key, err := readKey(f.key)
	if err != nil {
		return err
	}
	return s.recording(ctx, dir, func(v *vault.Vault) error {
		config.Entry = v.Entry
		config.Assume = exchange.Assume{Ledger: v.Manifest.Name, Sigma: f.sigma, Party: key.Party}
		config.Sign = func(e *ledger.Event) error { return e.Sign(key.Key, key.private()) }
		config.Record = func(ctx context.Context, raw [][]byte, all bool) ([]vault.Receipt, error) {
			if all {
				return v.CommitAll(ctx, v.Check(raw))
			}
			return v.Record(ctx, raw)
		}
		r.to = repository.New(config)
		// Nobody else records now.
		if err := r.refresh(ctx, s.watch("read events")); err != nil {
			return err
		}
		r.from = nil // its book is the vault's once more
		return serve()
	})
}

// followed is a ledger that others record into while it is shown.
type followed struct {
	mu   sync.Mutex // guards from
	from *vault.Follower
	to   *repository.Repository
}

func (f *followed) refresh(ctx context.Context, progress vault.Progress) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, err := f.from.Refresh(ctx, progress, func(index int64, p *ledger.Prepared) { f.to.Add(index, p.Event) })
	return err
}

// keepUp looks every second whether others recorded. What is wrong is said
// once, and what was read before goes on being shown.
func (f *followed) keepUp(ctx context.Context, stderr io.Writer) {
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		text := ""
		if err := f.refresh(ctx, nil); err != nil && ctx.Err() == nil {
			text = fmt.Sprintf("the ledger is shown as it was: %v", err)
		}
		if text != said && text != "" {
			fmt.Fprintln(stderr, text)
		}
		said = text
	}
}

func (f *followed) entry(_ context.Context, index int64) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.from.Log.Entry(index)
}

// ledgerToken is the token of “adit serve”, as the hash that the gate compares.
func (s *session) ledgerToken() (secret string, hash *[sha256.Size]byte, err error) {
	secret, t, err := s.token()
	if err != nil {
		return "", nil, err
	}
	b, err := hex.DecodeString(t.String())
	if err != nil || len(b) != sha256.Size {
		return "", nil, errors.New("the token of this data folder cannot be read")
	}
	return secret, (*[sha256.Size]byte)(b), nil
}

// listenAndServe answers until it is interrupted, and then finishes what has
// begun.
func (s *session) listenAndServe(ctx context.Context, addr string, h http.Handler, secret string, records bool) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.progress.Done()
	what := "read-only"
	if records {
		what = "and captures"
	}
	fmt.Fprintf(s.stdout, "adit serves the ledger %s: http://%s/events\n", what, l.Addr())
	if secret != "" {
		fmt.Fprintf(s.stdout, "Its token, shown this once: %s\n", secret)
	}
	web := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 16}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- web.Shutdown(patience)
	}()
	if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
