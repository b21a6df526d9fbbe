package vc

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// Multikey prefixes (Controlled Identifiers 1.0, 2.2.2).
var (
	publicPrefix = []byte{0xed, 0x01}
	secretPrefix = []byte{0x80, 0x26}
)

// maxBase58 bounds work that grows with the square: a signature has 88.
const maxBase58 = 200

// encode58 writes multibase base58btc: "z", then the digits.
func encode58(b []byte) string {
	var digits []byte
	n, mod, radix := new(big.Int).SetBytes(b), new(big.Int), big.NewInt(58)
	for n.Sign() > 0 {
		n.DivMod(n, radix, mod)
		digits = append(digits, base58[mod.Int64()])
	}
	for i := 0; i < len(b) && b[i] == 0; i++ {
		digits = append(digits, base58[0])
	}
	slices.Reverse(digits)
	return "z" + string(digits)
}

func decode58(s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, "z")
	if !ok || len(digits) > maxBase58 {
		return nil, fmt.Errorf("no base58btc multibase, which begins with z and has at most %d digits", maxBase58)
	}
	n, radix := new(big.Int), big.NewInt(58)
	for i := range len(digits) {
		d := strings.IndexByte(base58, digits[i])
		if d < 0 {
			return nil, fmt.Errorf("byte %d, %q, is no digit of base58", i+1, digits[i])
		}
		n.Add(n.Mul(n, radix), big.NewInt(int64(d)))
	}
	zeros := len(digits) - len(strings.TrimLeft(digits, base58[:1]))
	return append(make([]byte, zeros), n.Bytes()...), nil
}

// PublicMultikey writes an Ed25519 key as did:key and did:web documents do.
func PublicMultikey(key ed25519.PublicKey) string {
	return encode58(slices.Concat(publicPrefix, key))
}

func readPublic(multikey string) (ed25519.PublicKey, error) {
	b, err := decode58(multikey)
	if err != nil {
		return nil, err
	}
	key, ok := bytes.CutPrefix(b, publicPrefix)
	if !ok || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("not an Ed25519 public Multikey, which begins with z6Mk")
	}
	return key, nil
}

// ReadSecret reads an Ed25519 secret Multikey, which begins with z3u2.
func ReadSecret(multikey string) (ed25519.PrivateKey, error) {
	b, err := decode58(multikey)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	seed, ok := bytes.CutPrefix(b, secretPrefix)
	if !ok || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("secret key: not an Ed25519 secret Multikey, which begins with z3u2")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// DIDKey returns the did:key of a key, and the verification method in it.
func DIDKey(key ed25519.PublicKey) (did, method string) {
	m := PublicMultikey(key)
	return "did:key:" + m, "did:key:" + m + "#" + m
}
