package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// Config is what a server needs to be told.
type Config struct {
	Verbs   []Verb
	Title   string
	Version string // of the program and its data: answers of another version are others

	// Explain says what an error of a verb means to a client; nil means that
	// nobody foresaw it, and that it may not be shown.
	Explain func(error) *Problem

	Pages http.Handler // everything outside /api
	Log   *slog.Logger

	Hosts []string // names the server is called by beside the addresses of this machine
	Token *Token   // nil: anyone who reaches the port may ask

	Now func() time.Time

	// Shelf is a folder that keeps answers for the next start; "" keeps none.
	// Version must then change with every build.
	Shelf string

	// Warm lists questions that are asked once the server listens, so that the
	// first visitor need not wait: "brief?country=USA".
	Warm []string

	Cores    int           // runs at once; default: all
	Waiting  int           // runs that may wait; default 500
	Limit    time.Duration // of one run, waiting not counted; default 10 minutes
	Body     int64         // bytes of a request's documents; default 16 MB
	Memory   int           // bytes of kept answers; default 128 MB
	Patience time.Duration // for a slow client to send or take; default 30 seconds
}

// A Server answers.
type Server struct {
	config  Config
	handler http.Handler
	answers *answers
	solving *queue
	quick   *queue
	stop    context.CancelFunc
}

// New makes a server that does not listen yet.
func New(c Config) *Server {
	c.fill()
	base, stop := context.WithCancel(context.Background())
	s := &Server{config: c, stop: stop, answers: newAnswers(base, c.Memory), solving: newQueue(c.Cores, c.Waiting), quick: newQueue(4*c.Cores, 10*c.Waiting)}
	mux := http.NewServeMux()
	mux.Handle("/api/", http.StripPrefix("/api", s.api()))
	mux.Handle("/", c.Pages)
	s.handler = s.guard(mux)
	return s
}

func (c *Config) fill() {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&c.Cores, runtime.GOMAXPROCS(0))
	set(&c.Waiting, 500)
	set(&c.Memory, 128<<20)
	if c.Limit == 0 {
		c.Limit = 10 * time.Minute
	}
	if c.Body == 0 {
		c.Body = 16 << 20
	}
	if c.Patience == 0 {
		c.Patience = 30 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Pages == nil {
		c.Pages = http.NotFoundHandler()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// grace is how long requests may go on after the server was told to stop.
const grace = 5 * time.Second

// Serve answers until ctx ends, then lets requests finish for a moment, and
// ends those that do not.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{Handler: s, ReadHeaderTimeout: s.config.Patience / 3, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug)}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	go s.warm(ctx)
	select {
	case err := <-failed:
		s.stop()
		return err
	case <-ctx.Done():
	}
	calm, done := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer done()
	err := h.Shutdown(calm)
	s.stop()
	if err != nil { // runs have ended now; give their answers a moment
		last, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer done()
		if err = h.Shutdown(last); err != nil {
			h.Close()
		}
	}
	if <-failed; errors.Is(err, context.DeadlineExceeded) {
		return nil // all was ended
	}
	return err
}

// Loopback tells whether an address is of this machine alone.
func Loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
