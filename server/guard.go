package server

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// policy of the pages: all from here, nothing inline that runs, nothing from
// anyone else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// guard lets through what may come, and bounds how long it may take to come.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		s.hurry(w, r)
		if p := s.mayEnter(r); p != nil {
			refuse(w, p)
			return
		}
		if s.config.Token != nil && !s.config.Token.admit(w, r) {
			return
		}
		defer s.recovered(w, r)
		next.ServeHTTP(w, r)
	})
}

// hurry bounds how long a request may take to come, and a page to be taken. An
// answer of the API is bounded part by part, since its run may last.
func (s *Server) hurry(w http.ResponseWriter, r *http.Request) {
	control, end := http.NewResponseController(w), time.Now().Add(s.config.Patience)
	_ = control.SetReadDeadline(end)
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		_ = control.SetWriteDeadline(end)
	}
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
}

// mayEnter refuses names that are not ours, since a foreign page may have its
// own name point here (DNS rebinding), and requests that other sites' pages make.
func (s *Server) mayEnter(r *http.Request) *Problem {
	switch {
	case !s.ourName(r.Host):
		return problem(http.StatusMisdirectedRequest, "this server is not called by that name: use its address, or start it with --host NAME")
	case !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, r.Method):
		return problem(http.StatusMethodNotAllowed, "only GET, HEAD and POST")
	case foreign(r):
		return problem(http.StatusForbidden, "another site's page may not ask this server")
	}
	return nil
}

func (s *Server) ourName(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return Loopback(host) || net.ParseIP(host) != nil || slices.Contains(s.config.Hosts, host)
}

// foreign reports a request by another origin's page. A person may follow a
// link to a page; nothing else is read or sent across. Browsers say so in
// Sec-Fetch-Site; old ones at least name the Origin.
func foreign(r *http.Request) bool {
	link := r.Method != http.MethodPost && r.Header.Get("Sec-Fetch-Mode") == "navigate" && !strings.HasPrefix(r.URL.Path, "/api/")
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		origin := r.Header.Get("Origin")
		return origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host
	}
	return !link
}

// recovered keeps the server up when a run has a fault.
func (s *Server) recovered(w http.ResponseWriter, r *http.Request) {
	switch fault := recover(); fault {
	case nil:
	case http.ErrAbortHandler:
		panic(fault)
	default:
		s.config.Log.Error("request failed", "path", r.URL.Path, "fault", fault)
		refuse(w, errInner)
	}
}
