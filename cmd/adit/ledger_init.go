package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"adit/internal/strictjson"
	"adit/ledger"
	"adit/ledger/journal"
	"adit/ledger/vault"
)

func ledgerInit(s *session) *cobra.Command {
	name, storage := "", ""
	cmd := &cobra.Command{
		Use:   "init FOLDER --name NAME",
		Short: "make a new ledger",
		Long: `Makes a ledger in an empty folder, with a key for its log and one for its registrar, the party that
declares all others, and records the registrar's key as the first event. private/ holds both keys:
keep a copy of it, and give it to nobody. The rest of the folder may be given to anyone.`,
		Example: "  adit ledger init tin --name example.org/tin",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if name == "" {
				return wrong("name the ledger: --name example.org/tin")
			}
			return s.ledgerInit(cmd.Context(), args[0], name, storage)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "`NAME` of the ledger, which every event carries: a web address without https://")
	cmd.Flags().StringVar(&storage, "storage", "posix", "where the log is kept: posix, in the folder, or the `ADDRESS` of another storage that this build has")
	return cmd
}

func (s *session) ledgerInit(ctx context.Context, dir, name, storage string) error {
	m, err := vault.Init(dir, name, storage)
	if err != nil {
		return err
	}
	key, err := newKey("registrar-1", "registrar")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "private", "registrar.key")
	if err := key.write(file); err != nil {
		return err
	}
	now := s.now().UTC().Truncate(time.Second)
	genesis := &ledger.Event{Format: ledger.Format, Ledger: name, ID: "genesis", From: now, Until: now, Party: key.Party,
		Declare: &ledger.Declare{Key: &ledger.Key{ID: key.Key, Party: key.Party, Public: key.Public}}}
	if err := genesis.Sign(key.Key, key.private()); err != nil {
		return err
	}
	raw, err := genesis.JSON()
	if err != nil {
		return err
	}
	err = s.recording(ctx, dir, func(v *vault.Vault) error {
		receipts, err := v.Record(ctx, [][]byte{raw})
		if err == nil {
			err = receipts[0].Refused
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.answer(map[string]any{"name": name, "folder": dir, "log_key": m.LogKey, "registrar_key": file}, func(p *page) {
		p.line("Ledger %s in %s.", name, dir)
		p.field("log key", m.LogKey)
		p.text("Publish the log key: whoever verifies must have it from you, and not from the ledger. Sign declarations with %s.", file)
	})
}

// A keyFile is a party's key on its own disk.
type keyFile struct {
	Key    ledger.KeyID   `json:"key"`
	Party  ledger.PartyID `json:"party"`
	Public []byte         `json:"public"`
	Seed   []byte         `json:"private"` // of Ed25519, 32 bytes
}

func (k keyFile) private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.Seed) }

func newKey(id ledger.KeyID, party ledger.PartyID) (keyFile, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	return keyFile{id, party, public, private.Seed()}, err
}

// write refuses to replace a key: what it signed could be signed by nobody any
// more.
func (k keyFile) write(name string) error {
	text, err := json.MarshalIndent(k, "", " ")
	if err != nil {
		return err
	}
	return writeNew(name, string(text)+"\n")
}

func (s *session) witnessKey(name, to string) error {
	signer, verifier, err := journal.NewWitnessKey(name)
	if err != nil {
		return wrong("witness %q: write a name without spaces and plus, such as witness.example.org", name)
	}
	if err := writeNew(to, signer+"\n"); err != nil {
		return err
	}
	s.changed = true
	return s.answer(map[string]any{"file": to, "witness": name, "public": verifier}, func(p *page) {
		p.line("%s holds the key of witness %s. Publish: %s", to, name, verifier)
	})
}

func readKey(name string) (keyFile, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return keyFile{}, err
	}
	root, faults := strictjson.Parse(data)
	if faults == nil {
		r := &strictjson.Reader{}
		if o := r.Object(root); o != nil {
			o.Text("key", true)
			o.Text("party", true)
			o.Text("public", true)
			o.Text("private", true)
			o.Done()
		}
		faults = r.Faults
	}
	if len(faults) > 0 {
		return keyFile{}, fmt.Errorf("%s is no key file of “adit ledger key”: %s", name, faults[0])
	}
	var k keyFile
	if err := json.Unmarshal(data, &k); err != nil || len(k.Seed) != ed25519.SeedSize {
		return keyFile{}, fmt.Errorf("%s is no key file of “adit ledger key”: private is not 32 bytes in base64", name)
	}
	return k, nil
}

type keyFlags struct {
	party, role, to string
	witness         bool
}

func ledgerKey(s *session) *cobra.Command {
	var f keyFlags
	cmd := &cobra.Command{
		Use:   "key ID --party PARTY --to FILE",
		Short: "make a party's key",
		Long: `Writes a new key to a file of the party's own, and prints the declaration that the registrar records.
With --role, the registrar's key in the ledger's private folder declares party and key at once.

--witness makes the key of a witness (“adit ledger cosign”) instead, and prints the one to publish. ID
is then its name, such as witness.example.org.`,
		Example: "  adit ledger key acme-1 --party acme --to acme.key\n  adit ledger key acme-1 --party acme --role refiner --to acme.key --ledger tin\n  adit ledger key witness.example.org --witness --to witness.key",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.witness && f.to != "" && f.party == "" && f.role == "" {
				return s.witnessKey(args[0], f.to)
			}
			if f.party == "" || f.to == "" || f.witness {
				return wrong("say whose key it is and where to write it: --party acme --to acme.key")
			}
			if f.role != "" && !slices.Contains(ledger.Roles, f.role) {
				return wrong("--role %q: write %s", f.role, strings.Join(ledger.Roles, ", "))
			}
			return s.ledgerKey(cmd.Context(), folder(cmd), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.party, "party", "", "the `PARTY` that signs with it")
	cmd.Flags().StringVar(&f.to, "to", "", "`FILE` to write")
	cmd.Flags().BoolVar(&f.witness, "witness", false, "a key of a witness, who holds no lots")
	cmd.Flags().StringVar(&f.role, "role", "", "declare the party with this `ROLE`, and the key")
	return cmd
}

func (s *session) ledgerKey(ctx context.Context, dir, id string, f keyFlags) error {
	k, err := newKey(ledger.KeyID(id), ledger.PartyID(f.party))
	if err != nil {
		return err
	}
	if err := k.write(f.to); err != nil {
		return err
	}
	d := ledger.Declare{Key: &ledger.Key{ID: k.Key, Party: k.Party, Public: k.Public}}
	if f.role != "" {
		party := ledger.Declare{Party: &ledger.Party{ID: k.Party, Role: f.role}}
		if err := s.declare(ctx, dir, party, d); err != nil {
			return err
		}
	}
	return s.answer(map[string]any{"file": f.to, "declare": d, "recorded": f.role != ""}, func(p *page) {
		if f.role != "" {
			p.line("%s holds key %s of %s; both are declared.", f.to, k.Key, k.Party)
			return
		}
		text, _ := json.Marshal(d)
		p.line(`"declare": %s`, text)
	})
}

// declare records declarations with the registrar's key of the ledger.
func (s *session) declare(ctx context.Context, dir string, declarations ...ledger.Declare) error {
	key, err := readKey(filepath.Join(dir, "private", "registrar.key"))
	if err != nil {
		return err
	}
	return s.recording(ctx, dir, func(v *vault.Vault) error {
		for _, d := range declarations {
			now := s.now().UTC().Truncate(time.Second)
			e := &ledger.Event{Format: ledger.Format, Ledger: v.Manifest.Name, ID: ledger.EventID(fmt.Sprintf("declare-%d", v.Size())), From: now, Until: now, Party: key.Party, Declare: &d}
			if err := e.Sign(key.Key, key.private()); err != nil {
				return err
			}
			raw, err := e.JSON()
			if err != nil {
				return err
			}
			receipts, err := v.Record(ctx, [][]byte{raw})
			if err == nil {
				err = receipts[0].Refused
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
