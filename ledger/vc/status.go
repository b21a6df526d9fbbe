package vc

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strconv"

	"adit"
	"adit/internal/limit"
	"adit/internal/strictjson"
)

// The shortest list keeps single credentials hidden among others (Bitstring
// Status List 1.0, 6.1); the longest bounds what a small file may unpack to.
const (
	minBits  = 1 << 17
	maxBytes = 16 << 20
)

// A StatusList is a bit for each credential of an issuer.
type StatusList struct{ bits []byte }

// NewStatusList returns a list of n bits, all clear, and at least minBits.
func NewStatusList(n int) *StatusList { return &StatusList{make([]byte, (max(n, minBits)+7)/8)} }

// Len is the number of bits.
func (l *StatusList) Len() int { return 8 * len(l.bits) }

// Bit reports whether a bit is set. Bit 0 is the leftmost of the first byte.
func (l *StatusList) Bit(i int) bool {
	return i >= 0 && i < l.Len() && l.bits[i/8]>>(7-i%8)&1 == 1
}

// Count returns how many bits are set.
func (l *StatusList) Count() (n int) {
	for _, b := range l.bits {
		n += bits.OnesCount8(b)
	}
	return n
}

// Set sets or clears a bit.
func (l *StatusList) Set(i int, on bool) error {
	if i < 0 || i >= l.Len() {
		return fmt.Errorf("status list: no bit %d among %d", i, l.Len())
	}
	mask := byte(1) << (7 - i%8)
	if l.bits[i/8] &^= mask; on {
		l.bits[i/8] |= mask
	}
	return nil
}

// Encode writes the list as encodedList: multibase base64url of gzip.
func (l *StatusList) Encode() (string, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(l.bits); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return "u" + base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// ReadStatusList reads an encodedList.
func ReadStatusList(encoded string) (*StatusList, error) {
	const remedy = "get the status list again"
	if len(encoded) == 0 || encoded[0] != 'u' {
		return nil, refuse("$.credentialSubject.encodedList", "status-list", remedy, "not base64url in multibase, which begins with u")
	}
	packed, err := base64.RawURLEncoding.DecodeString(encoded[1:])
	if err != nil {
		return nil, refuse("$.credentialSubject.encodedList", "status-list", remedy, "%v", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, refuse("$.credentialSubject.encodedList", "status-list", remedy, "%v", err)
	}
	bits, err := io.ReadAll(io.LimitReader(z, maxBytes+1))
	switch {
	case err != nil:
		return nil, refuse("$.credentialSubject.encodedList", "status-list", remedy, "%v", err)
	case len(bits) > maxBytes:
		return nil, limit.TooLarge("$.credentialSubject.encodedList", maxBytes, "ask the issuer for several lists")
	case 8*len(bits) < minBits:
		return nil, refuse("$.credentialSubject.encodedList", "status-list", "ask the issuer for a list that follows the standard", "%d bits, the least is %d", 8*len(bits), minBits)
	}
	return &StatusList{bits}, nil
}

// CheckStatus checks every status entry of a credential in the lists that were
// verified and handed in. A revoked or suspended credential is refused, and so
// is an entry whose list is not there: not to look is not to know.
func (v *Verifier) CheckStatus(c *Verified, lists ...*Verified) error {
	for _, entry := range each(member(c.root, "credentialStatus")) {
		if !hasType(entry, "BitstringStatusListEntry") {
			return refuse(entry.Path, "status", "check this status by hand", "status of type %.60q", text(entry, "type"))
		}
		list, err := checkEntry(entry, lists)
		if err != nil {
			return err
		}
		if list.Issuer != c.Issuer {
			c.Warnings = append(c.Warnings, adit.Fault{Where: entry.Path, Rule: "issuer-status", Severity: adit.Doubtful,
				What:   "the issuer is " + c.Issuer + ", its status list is by " + list.Issuer,
				Remedy: "find out whether that party keeps the issuer's list before you rely on it"})
		}
	}
	return nil
}

func checkEntry(entry *strictjson.Node, lists []*Verified) (*Verified, error) {
	name, purpose := text(entry, "statusListCredential"), text(entry, "statusPurpose")
	at := slices.IndexFunc(lists, func(l *Verified) bool { return l.ID == name })
	if at < 0 {
		return nil, refuse(entry.Path+".statusListCredential", "unknown-status", "get the list from there, verify it and hand it in", "no status list %.120q", name)
	}
	subject := member(lists[at].root, "credentialSubject")
	if !hasType(subject, "BitstringStatusList") {
		return nil, refuse(entry.Path+".statusListCredential", "status", "ask the issuer for its status list", "%s is no status list", name)
	}
	if !slices.ContainsFunc(each(member(subject, "statusPurpose")), func(n *strictjson.Node) bool { return n.Text == purpose }) {
		return nil, refuse(entry.Path+".statusPurpose", "status", "ask the issuer for the list of that purpose", "the list is not for %.40q", purpose)
	}
	index, err := entryIndex(entry)
	if err != nil {
		return nil, err
	}
	list, err := ReadStatusList(text(subject, "encodedList"))
	if err != nil {
		return nil, err
	}
	switch {
	case index >= list.Len():
		return nil, refuse(entry.Path+".statusListIndex", "status", "get the current list", "bit %d of a list of %d", index, list.Len())
	case list.Bit(index) && (purpose == "revocation" || purpose == "suspension"):
		return nil, refuse(entry.Path, purpose, "ask the issuer why, and for another credential", "the credential is under %s by %s", purpose, lists[at].Issuer)
	}
	return lists[at], nil
}

// entryIndex reads a string, as the W3C writes it, or a number, as UNTP does.
func entryIndex(entry *strictjson.Node) (int, error) {
	n := member(entry, "statusListIndex")
	if size := member(entry, "statusSize"); size != nil && size.Number != 1 {
		return 0, refuse(size.Path, "status", "check this status by hand", "statuses of more than one bit cannot be checked")
	}
	if n != nil && n.Kind == strictjson.Number && n.Number >= 0 && n.Number < 1<<31 && n.Number == float64(int(n.Number)) {
		return int(n.Number), nil
	}
	i, err := strconv.Atoi(text(entry, "statusListIndex"))
	if err != nil || i < 0 {
		return 0, refuse(entry.Path+".statusListIndex", "status", "ask the issuer for a credential with a whole number there", "no index")
	}
	return i, nil
}
