package storagetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// build builds adit with the storages of this module, once.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "adit")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-overlay", "overlay.json", "-o", filepath.Join(dir, "adit"), "adit/cmd/adit")
	cmd.Dir = ".."
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(string(text))
	}
	return filepath.Join(dir, "adit"), nil
})

// A ledger in the cloud is made, recorded into and verified by adit, and by
// somebody who has nothing of it but ledger.json and the bucket.
func (c Case) command(t *testing.T) {
	adit, err := build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(filepath.Dir(adit)) })
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
