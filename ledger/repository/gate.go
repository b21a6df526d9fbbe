package repository

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"slices"
	"strings"
)

// Gate lets in requests that name this server by an address or one of hosts,
// that no page of another site makes, and that show the token, of which hash is
// SHA-256; nil asks for none.
func Gate(next http.Handler, hosts []string, hash *[sha256.Size]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case !ours(req.Host, hosts):
			refuse(w, http.StatusMisdirectedRequest, "SecurityException", "this server is not called by that name: use its address, or start it with --host NAME")
		case foreign(req):
			refuse(w, http.StatusForbidden, "SecurityException", "another site's page may not ask this server")
		case hash != nil && !shows(req, hash):
			w.Header().Set("WWW-Authenticate", `Bearer realm="adit ledger"`)
			refuse(w, http.StatusUnauthorized, "SecurityException", "send Authorization: Bearer TOKEN, as it was shown when the server was first started")
		default:
			next.ServeHTTP(w, req)
		}
	})
}

// ours refuses names of others: a foreign page may have its own point here.
func ours(hostport string, hosts []string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	return host == "localhost" || net.ParseIP(host) != nil || slices.Contains(hosts, host)
}

func foreign(req *http.Request) bool {
	switch req.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		origin := req.Header.Get("Origin")
		return origin != "" && origin != "http://"+req.Host && origin != "https://"+req.Host
	}
	return true
}

func shows(req *http.Request, hash *[sha256.Size]byte) bool {
	token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	given := sha256.Sum256([]byte(token))
	return ok && subtle.ConstantTimeCompare(given[:], hash[:]) == 1
}
