// Package vc signs and verifies W3C Verifiable Credentials 2.0, offline: keys
// and JSON-LD contexts are handed in, nothing is fetched.
//
//	keys := &vc.Keys{}
//	err := keys.Add(didDocument) // did:web; did:key needs none
//	v := &vc.Verifier{Keys: keys, Contexts: contexts, At: time.Now()}
//	good, err := v.Verify(document) // proofs eddsa-jcs-2022, eddsa-rdfc-2022
//	good, err = v.Open(token)       // vc+jwt
//	err = v.CheckStatus(good, list) // Bitstring Status List
//
// What is refused comes as adit.Faults: the place, the rule, what to do. A
// signature covers a whole document, so a changed byte is named by the proof
// that no longer fits, or by line and path where it is no longer JSON.
//
// Sources: Verifiable Credential Data Integrity 1.0, Data Integrity EdDSA
// Cryptosuites 1.0, Securing Verifiable Credentials using JOSE and COSE,
// Bitstring Status List 1.0 (W3C Recommendations of 15 May 2025), Controlled
// Identifiers 1.0, did:key and did:web.
package vc
