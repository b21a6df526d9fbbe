package policy

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// An Entry is a whole day in a calendar.
type Entry struct {
	UID     string // stays the same from one export to the next
	Day     string // 2025-07-14
	Summary string
	Text    string
}

// WriteCalendar writes entries as iCalendar (RFC 5545): lines end in CRLF and
// are folded at 75 octets, texts are escaped, each event is of a whole day.
// stamp is when the calendar was made.
func WriteCalendar(w io.Writer, entries []Entry, stamp time.Time) error {
	b := bufio.NewWriter(w)
	line := func(name, value string) {
		for _, l := range fold(name + value) {
			b.WriteString(l)
			b.WriteString("\r\n")
		}
	}
	line("BEGIN:", "VCALENDAR")
	line("VERSION:", "2.0")
	line("PRODID:", "-//adit//policy//EN")
	for _, e := range entries {
		day, err := time.Parse(time.DateOnly, e.Day)
		if err != nil {
			return fmt.Errorf("calendar: %q is no day", e.Day)
		}
		line("BEGIN:", "VEVENT")
		line("UID:", escape(e.UID))
		line("DTSTAMP:", stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:", day.Format("20060102"))
		line("DTEND;VALUE=DATE:", day.AddDate(0, 0, 1).Format("20060102")) // exclusive
		line("SUMMARY:", escape(e.Summary))
		line("DESCRIPTION:", escape(e.Text))
		line("TRANSP:", "TRANSPARENT") // does not make anyone busy
		line("END:", "VEVENT")
	}
	line("END:", "VCALENDAR")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	return nil
}

// escape writes a TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma
// and newline are escaped; other control characters may not stand there.
func escape(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

// octets is how long a line may be, without its end (RFC 5545, 3.1).
const octets = 75

// fold parts a line: what follows begins with a space. No character is cut.
func fold(line string) []string {
	var lines []string
	lead := ""
	for {
		room := octets - len(lead)
		if len(line) <= room {
			return append(lines, lead+line)
		}
		n := room
		for !utf8.RuneStart(line[n]) {
			n--
		}
		lines = append(lines, lead+line[:n])
		line, lead = line[n:], " "
	}
}

// ActionEntries are the deadlines of actions that are not done.
func ActionEntries(actions []Action) []Entry {
	var entries []Entry
	for _, x := range actions {
		if x.Deadline == "" || x.Standing == Done || x.Standing == NoDeadline {
			continue
		}
		head := strings.Join(append([]string{x.Order}, nonEmpty(x.Section)...), ", ")
		entries = append(entries, Entry{
			UID: uid(x.Order, x.Section, x.What), Day: x.Deadline,
			Summary: fmt.Sprintf("%s: %s (%s)", head, x.What, x.Lead),
			Text:    fmt.Sprintf("Of %s. Status at the last source: %s. Source: %s.\n%s", x.Date, x.Status, x.Cite, strings.Join(x.Commands, "\n")),
		})
	}
	return entries
}

// ControlEntries are the days on which the state of controls changes next.
func ControlEntries(reports []Report) []Entry {
	var entries []Entry
	for _, r := range reports {
		if r.Standing.Next == nil {
			continue
		}
		entries = append(entries, Entry{
			UID: uid(r.ID, string(r.Standing.Next.Kind), r.Standing.Next.Day), Day: r.Standing.Next.Day,
			Summary: fmt.Sprintf("%s: %s (%s, %s)", r.ID, r.Standing.Next.Kind, r.Imposer, r.Measure),
			Text:    fmt.Sprintf("%s until then. %s. Source: %s.\n%s", r.Standing.State, r.LegalReference, r.Cite, r.Command),
		})
	}
	return entries
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// uid names an entry by what it is of.
func uid(parts ...string) string {
	keep := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}
	text := strings.Map(keep, strings.ToLower(strings.Join(parts, " ")))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '-' }), "-") + "@adit"
}
