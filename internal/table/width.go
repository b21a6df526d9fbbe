package table

import (
	"strings"
	"unicode"
)

// Width returns how many columns of a terminal a text takes: combining marks
// take none, East Asian wide characters two.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300: // Latin, the common case
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul), r >= 0xff01 && r <= 0xff60:
		return 2
	}
	return 1
}

// Wrap breaks a text at spaces into lines of at most width columns. A word
// that is longer by itself is cut.
func Wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for Width(word) > width {
			if line != "" {
				lines = append(lines, line)
				line = ""
			}
			head := cutWord(word, width)
			lines = append(lines, head)
			word = word[len(head):]
		}
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// cut returns the longest start of s that fits, at least one character.
func cut(s string, width int) string {
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

// cutWord is cut, but rather behind a mark that parts an id or an address than
// inside a name.
func cutWord(s string, width int) string {
	head := cut(s, width)
	if i := strings.LastIndexAny(head, "/:.,;-_"); i+1 > len(head)/2 {
		return head[:i+1]
	}
	return head
}

// longestWord returns the width of the widest word.
func longestWord(s string) int {
	n := 0
	for _, word := range strings.Fields(s) {
		n = max(n, Width(word))
	}
	return n
}

// twoLines returns the width at which a head takes no more than two lines.
func twoLines(s string) int {
	n := longestWord(s)
	for len(Wrap(s, max(1, n))) > 2 {
		n++
	}
	return n
}
