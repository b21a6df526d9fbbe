package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"adit/atlas"
	"adit/internal/table"
)

func versionVerb(s *session) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "which adit, with which editions of which data",
		Long:    "Names the program, every source with its edition and the hash of its raw file, and one hash over\nall open tables: two runs that print the same hash had the same data.",
		Example: "  adit version\n  adit version --json",
		RunE:    func(*cobra.Command, []string) error { return s.version() },
	}
}

// versionAnswer is the answer in JSON.
type versionAnswer struct {
	Version      string         `json:"version"`
	Go           string         `json:"go"`
	Platform     string         `json:"platform"`
	TablesSHA256 string         `json:"tables_sha256"`
	Publishers   []publisherOut `json:"publishers"`
	Sources      []sourceRow    `json:"sources"`
}

// A publisherOut says whose edition of a publisher's tables is open.
type publisherOut struct {
	Publisher string `json:"publisher"`
	Edition   string `json:"edition_of"` // embedded or user
	Number    int    `json:"import"`     // which of the user's imports; 0 for the embedded edition
}

func (s *session) version() error {
	layers, active, err := s.layers()
	if err != nil {
		return err
	}
	a, err := s.tables()
	if err != nil {
		return err
	}
	answer := versionAnswer{Version: programVersion(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if answer.TablesSHA256, err = hashTables(a, layers); err != nil {
		return err
	}
	for _, p := range a.Publishers() {
		out := publisherOut{Publisher: p, Edition: "embedded"}
		for _, v := range active {
			if v.Publisher == p {
				out.Edition, out.Number = "user", v.Number
			}
		}
		answer.Publishers = append(answer.Publishers, out)
	}
	var ids []string
	for r := range a.Rows("sources") {
		ids = append(ids, r.Get("source"))
	}
	answer.Sources = sources(a, ids)
	return s.answer(answer, func(p *page) { versionPage(p, a, answer) })
}

// programVersion is the module's version, or the commit it was built from.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, kv := range info.Settings {
		if kv.Key == "vcs.revision" {
			return "devel " + kv.Value[:min(12, len(kv.Value))]
		}
	}
	return "devel"
}

// hashTables hashes every open table, by publisher and name.
func hashTables(a *atlas.Atlas, layers []fs.FS) (string, error) {
	h := sha256.New()
	for _, p := range a.Publishers() {
		for _, layer := range slices.Backward(layers) {
			names, err := fs.Glob(layer, p+"/*.csv")
			if err != nil {
				return "", fmt.Errorf("hash tables: %w", err)
			}
			if len(names) == 0 {
				continue
			}
			slices.Sort(names)
			for _, name := range names {
				data, err := fs.ReadFile(layer, name)
				if err != nil {
					return "", fmt.Errorf("hash tables: %w", err)
				}
				fmt.Fprintf(h, "%s %d\n", name, len(data))
				h.Write(data)
			}
			break // a later layer hides the whole publisher
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// versionPage leaves titles to --json: editions and hashes are what one
// compares.
func versionPage(p *page, a *atlas.Atlas, v versionAnswer) {
	p.title("adit %s", v.Version)
	p.field("built with", v.Go+" for "+v.Platform)
	p.field("tables", "sha256 "+v.TablesSHA256)
	p.line("")
	from := map[string]string{}
	for r := range a.Rows("sources") {
		from[r.Get("source")] = r.Publisher
	}
	edition := map[string]string{}
	for _, o := range v.Publishers {
		edition[o.Publisher] = o.Edition
		if o.Number > 0 {
			edition[o.Publisher] = fmt.Sprintf("yours, %d", o.Number)
		}
	}
	t := table.New(table.Text("Source"), table.Wrapped("Edition"), table.Wrapped("Years"), table.Text("Raw file (sha256)"), table.Text("Tables"))
	for _, r := range v.Sources {
		t.Row(r.ID, r.Edition, r.Years, r.SHA256[:min(16, len(r.SHA256))], edition[from[r.ID]])
	}
	p.table(t)
}
