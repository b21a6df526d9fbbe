// Package webtest drives a browser through the pages, for tests: it hears every
// complaint of the page and every request that leaves its server, and it asks
// axe-core (axe.min.js, MPL-2.0, embedded for tests only) for faults of access.
package webtest

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe.min.js
var axe string

// patience is for a machine that does other things, too.
const patience = 2 * time.Minute

// A Browser is a running Chromium with its own empty profile.
type Browser struct{ ctx context.Context }

// Start runs Chromium. Where there is none the test is skipped, and in CI it
// fails: a skipped browser test proves nothing.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := chromium()
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium, and CI is set: install the package chromium")
		}
		t.Skip("NO BROWSER TESTED: install chromium to run this test")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("force-device-scale-factor", "1"),
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache"), // a page that comes back is loaded: there is no page to ask in between else
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], options...)...)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(func() { end(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{ctx}
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// A View is how a page is looked at.
type View struct {
	Width, Height int64 // of the window; default 1280 × 900
	Dark          bool
}

// A Tab is a page of one server. What its page complains of is kept.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu     sync.Mutex
	faults []string
	bytes  float64 // transferred since the last Go
}

// Open opens a tab on the server at base.
func (b *Browser) Open(t testing.TB, base string, v View) *Tab {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	ctx, late := context.WithTimeout(ctx, patience)
	t.Cleanup(func() { late(); end() })
	tab := &Tab{t: t, ctx: ctx, base: base}
	tab.must(chromedp.Do(ctx), "open a tab")
	tab.must(chromedp.Listen(ctx, tab.hear), "listen")
	if v.Width == 0 {
		v.Width, v.Height = 1280, 900
	}
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	tab.must(err, "enable network events")
	_, err = chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
	tab.must(err, "enable the log")
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	tab.must(err, "set the colour scheme")
	tab.must(chromedp.Do(ctx, chromedp.EmulateViewport(v.Width, v.Height)), "set the window")
	return tab
}

func (tab *Tab) must(err error, what string) {
	tab.t.Helper()
	if err != nil {
		tab.t.Fatalf("%s: %v; the page complained of %q", what, err, tab.Faults())
	}
}

// hear keeps complaints, and requests to anybody but the server.
func (tab *Tab) hear(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		tab.faults = append(tab.faults, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			tab.faults = append(tab.faults, fmt.Sprintf("console.%s: %s", e.Type, texts(e.Args)))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			tab.faults = append(tab.faults, fmt.Sprintf("log %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if foreign(e.Request.URL, tab.base) {
			tab.faults = append(tab.faults, "request to another origin: "+e.Request.URL)
		}
	case *network.EventLoadingFinished:
		tab.bytes += e.EncodedDataLength
	}
}

func texts(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		all = append(all, string(a.Value)+a.Description)
	}
	return strings.Join(all, " ")
}

func foreign(address, base string) bool {
	for _, own := range []string{base, "data:", "blob:" + base, "about:", "devtools:"} {
		if strings.HasPrefix(address, own) {
			return false
		}
	}
	return true
}

// Faults are the complaints until now.
func (tab *Tab) Faults() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.faults)
}

// Bytes is what was transferred since the last Go.
func (tab *Tab) Bytes() int {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return int(tab.bytes)
}

// Go opens a path of the server.
func (tab *Tab) Go(path string) {
	tab.t.Helper()
	tab.mu.Lock()
	tab.bytes = 0
	tab.mu.Unlock()
	tab.must(chromedp.Do(tab.ctx, chromedp.Navigate(tab.base+path)), "open "+path)
}

// Until waits until an expression is true in the page. It asks again and again,
// since what waits inside a page never ends where the browser takes the page back
// from its memory.
func (tab *Tab) Until(expression string) {
	tab.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		is, err := chromedp.Run(tab.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && is {
			return
		}
		if tab.ctx.Err() != nil || time.Now().After(end) {
			tab.must(cmp.Or(err, tab.ctx.Err(), context.DeadlineExceeded), "wait for "+expression)
		}
	}
}

// Do runs actions of chromedp.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	tab.must(chromedp.Do(tab.ctx, actions...), "act")
}

// Eval is the value of an expression in the page.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	tab.must(err, "evaluate "+expression)
	return v
}

// Press presses keys where the focus is.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.Do(chromedp.KeyEvent(keys))
}

// Click clicks the first element that a CSS selector finds.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	tab.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Focus puts the focus on the first element that a CSS selector finds.
func (tab *Tab) Focus(selector string) {
	tab.t.Helper()
	tab.Do(chromedp.Focus(chromedp.CSS(selector)))
}

// Path is where the page is, with its query.
func (tab *Tab) Path() string {
	tab.t.Helper()
	u, err := url.Parse(Eval[string](tab, "location.href"))
	tab.must(err, "read the address")
	return u.RequestURI()
}

// Download clicks what saves a file, and returns the file.
func (tab *Tab) Download(selector string) (name string, data []byte) {
	tab.t.Helper()
	dir := tab.t.TempDir()
	_, err := chromedp.CallBrowser(tab.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: dir})
	tab.must(err, "allow downloads")
	tab.Click(selector)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		tab.must(err, "list downloads")
		if len(files) == 1 && !strings.HasSuffix(files[0], ".crdownload") {
			if data, err := os.ReadFile(files[0]); err == nil && len(data) > 0 {
				return filepath.Base(files[0]), data
			}
		}
	}
	tab.t.Fatalf("nothing was saved by %s", selector)
	return "", nil
}

// Paper is the width of an A4 page within the margins of app.css.
const Paper = 688

// Print lays the page out as for paper, and leaves it so.
func (tab *Tab) Print() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	tab.must(err, "lay out for paper")
	tab.must(chromedp.Do(tab.ctx, chromedp.EmulateViewport(Paper, 1000)), "take paper")
	Eval[any](tab, `dispatchEvent(new Event("beforeprint"))`)
}

// A Violation is a fault that axe-core found.
type Violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Violations are the serious and critical faults of the page as it stands.
func (tab *Tab) Violations() []Violation {
	tab.t.Helper()
	Eval[any](tab, axe+"\n;null")
	all := Eval[[]Violation](tab, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map(n => ({html: n.html.slice(0, 300), failureSummary: n.failureSummary}))})))`)
	return slices.DeleteFunc(all, func(v Violation) bool { return v.Impact != "serious" && v.Impact != "critical" })
}

// Screenshot keeps a picture of the whole page in the folder that ADIT_SHOTS
// names; without it nothing is drawn.
func (tab *Tab) Screenshot(name string) {
	tab.t.Helper()
	dir := os.Getenv("ADIT_SHOTS")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	tab.must(err, "draw "+name)
	tab.must(os.WriteFile(filepath.Join(dir, name+".png"), data, 0o644), "keep "+name)
}
