package storagetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// build builds adit with the storages of this module. What adit came to need
// since go.sum was tidied goes into a copy.
func build(dir string) (string, error) {
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o644)
		}
		if err != nil {
			return "", err
		}
	}
	adit := filepath.Join(dir, "adit")
	cmd := exec.Command("go", "build", "-modfile", filepath.Join(dir, "go.mod"), "-mod=mod", "-overlay", "overlay.json", "-o", adit, "adit/cmd/adit")
	cmd.Dir = ".."
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(string(text))
	}
	return adit, nil
}

// A ledger in the cloud is made, recorded into and verified by adit, and by
// somebody who has nothing of it but ledger.json and the bucket.
func (c Case) command(t *testing.T) {
	adit, err := build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir, other := filepath.Join(t.TempDir(), "tin"), t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(adit, append([]string{"ledger"}, args...)...)
		text, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("adit ledger %s: %v\n%s", strings.Join(args, " "), err, text)
		}
		return string(text)
	}
	run("init", dir, "--name", "example.org/tin", "--storage", c.Address(t))
	run("key", "acme-1", "--party", "acme", "--role", "refiner", "--to", filepath.Join(other, "acme.key"), "--ledger", dir)
	if _, err := os.Stat(filepath.Join(dir, "log")); err == nil {
		t.Error("there is a log in the folder as well")
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "ledger.json"))
	if err == nil {
		err = os.WriteFile(filepath.Join(other, "ledger.json"), manifest, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	var own, theirs struct {
		Events int64
		Root   string
	}
	if err := json.NewDecoder(bytes.NewBufferString(run("verify", dir, "--json"))).Decode(&own); err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(bytes.NewBufferString(run("verify", other, "--json"))).Decode(&theirs); err != nil {
		t.Fatal(err)
	}
	// The registrar's key, the party and its key.
	if own.Events != 3 || own != theirs {
		t.Errorf("the keeper sees %+v, others %+v", own, theirs)
	}
}
