package adit

import "strings"

// A MaterialID names one commodity in one form, such as "cobalt/hydroxide".
// Another stage of processing is another material.
type MaterialID string

// A Material is a commodity in one form.
type Material struct {
	ID MaterialID
	// Gross says that tonnes of this material are gross weight; Content is then
	// the fraction of contained element. Otherwise Content is 1.
	Gross   bool
	Content Share
}

// Mineral returns the part before the slash: "cobalt" of "cobalt/hydroxide".
func (m MaterialID) Mineral() string {
	mineral, _, _ := strings.Cut(string(m), "/")
	return mineral
}

// Form returns the part after the slash, or "" where there is none.
func (m MaterialID) Form() string {
	_, form, _ := strings.Cut(string(m), "/")
	return form
}

// Matches reports whether m is named by pattern: the same material, or one
// under a prefix that ends in a slash ("gallium/").
func (m MaterialID) Matches(pattern MaterialID) bool {
	if strings.HasSuffix(string(pattern), "/") {
		return strings.HasPrefix(string(m), string(pattern))
	}
	return m == pattern
}
