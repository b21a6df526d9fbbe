package policy

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var stamp = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// unfold reads a calendar back by the rules of RFC 5545: lines end in CRLF and
// are at most 75 octets of whole characters; a space at the start continues the
// line before (3.1); in a text \\ \; \, and \n are escapes (3.3.11).
func unfold(t *testing.T, data []byte) []string {
	t.Helper()
	text := string(data)
	if !strings.HasSuffix(text, "\r\n") {
		t.Fatal("no CRLF at the end")
	}
	var lines []string
	for _, l := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
			t.Fatalf("line of %d octets: %q", len(l), l)
		}
		if rest, ok := strings.CutPrefix(l, " "); ok {
			lines[len(lines)-1] += rest
		} else {
			lines = append(lines, l)
		}
	}
	return lines
}

var unescape = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n")

func value(lines []string, name string) string {
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, name+":"); ok {
			return unescape.Replace(v)
		}
	}
	return ""
}

func TestCalendar(t *testing.T) {
	long := strings.Repeat("Größe; a, b\\c – 鉱物\n", 12)
	var b bytes.Buffer
	if err := WriteCalendar(&b, []Entry{{UID: "eo-1@adit", Day: "2025-12-31", Summary: long, Text: "x"}}, stamp); err != nil {
		t.Fatal(err)
	}
	lines := unfold(t, b.Bytes())
	for name, want := range map[string]string{"SUMMARY": long, "DTSTART;VALUE=DATE": "20251231", "DTEND;VALUE=DATE": "20260101", "DTSTAMP": "20261127T120000Z", "VERSION": "2.0", "UID": "eo-1@adit"} {
		if got := value(lines, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-1] != "END:VCALENDAR" || lines[3] != "BEGIN:VEVENT" || lines[len(lines)-2] != "END:VEVENT" {
		t.Errorf("%q", lines)
	}
	if err := WriteCalendar(&b, []Entry{{Day: "soon"}}, stamp); err == nil {
		t.Error("a day that is none is written")
	}
}

// The atlas's own deadlines: each once, none that is done, ids that stay.
func TestCalendarOfAtlas(t *testing.T) {
	a := open(t)
	entries := append(ActionEntries(Actions(a, "2026-11-27")), ControlEntries(Reports(a, "2026-11-27", nil))...)
	var b bytes.Buffer
	if err := WriteCalendar(&b, entries, stamp); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range unfold(t, b.Bytes()) {
		id, ok := strings.CutPrefix(l, "UID:")
		if ok && seen[id] {
			t.Errorf("%s twice", id)
		}
		seen[id] = true
	}
	text := b.String()
	if len(entries) < 12 || !strings.Contains(text, "20270101") || strings.Contains(text, "EO 14220") {
		t.Errorf("%d entries", len(entries))
	}
}

func FuzzCalendar(f *testing.F) {
	f.Add("plain", "two\nlines; and, more\\")
	f.Add(strings.Repeat("ß", 100), "\r\n\x00")
	f.Fuzz(func(t *testing.T, summary, text string) {
		var b bytes.Buffer
		if err := WriteCalendar(&b, []Entry{{UID: "u", Day: "2025-01-01", Summary: summary, Text: text}}, stamp); err != nil {
			t.Fatal(err)
		}
		lines := unfold(t, b.Bytes())
		if len(lines) != 13 {
			t.Fatalf("%d lines: %q", len(lines), lines)
		}
		clean := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
				return -1
			}
			return r
		}, strings.ReplaceAll(strings.ToValidUTF8(summary, "\ufffd"), "\r\n", "\n"))
		if got := value(lines, "SUMMARY"); got != clean {
			t.Fatalf("%q comes back as %q", clean, got)
		}
	})
}
