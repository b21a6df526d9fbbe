package server

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
)

// A Token is the hash of a secret: who has the secret may ask. The secret is
// 128 random bits or more, so that a plain hash does not give it away.
type Token struct{ hash [sha256.Size]byte }

// NewToken makes a secret and its token.
func NewToken() (secret string, t *Token) {
	secret = rand.Text()
	return secret, &Token{sha256.Sum256([]byte(secret))}
}

// ParseToken reads what String wrote; ok is false for anything else.
func ParseToken(text string) (t *Token, ok bool) {
	b, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(b) != sha256.Size {
		return nil, false
	}
	return &Token{[sha256.Size]byte(b)}, true
}

func (t *Token) String() string { return hex.EncodeToString(t.hash[:]) }

func (t *Token) is(secret string) bool {
	h := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(h[:], t.hash[:]) == 1
}

const cookie = "adit-token"

// admit lets in who shows the secret: in a header, in a cookie, or in the
// address of the first visit, which sets the cookie and takes the secret out of
// the address.
func (t *Token) admit(w http.ResponseWriter, r *http.Request) bool {
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && t.is(given) {
		return true
	}
	if c, err := r.Cookie(cookie); err == nil && t.is(c.Value) {
		return true
	}
	if given := r.URL.Query().Get("token"); given != "" && t.is(given) && !strings.HasPrefix(r.URL.Path, "/api/") {
		http.SetCookie(w, &http.Cookie{Name: cookie, Value: given, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil, MaxAge: 30 * 24 * 3600})
		q := r.URL.Query()
		q.Del("token")
		to := *r.URL
		to.RawQuery, to.Scheme, to.Host = q.Encode(), "", ""
		to.Path = "/" + strings.TrimLeft(to.Path, "/\\") // no other host, whatever was asked
		http.Redirect(w, r, to.String(), http.StatusSeeOther)
		return false
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="adit"`)
	refuse(w, problem(http.StatusUnauthorized, "this server asks for its token: open the address that it showed when it was first started, or send Authorization: Bearer TOKEN"))
	return false
}
