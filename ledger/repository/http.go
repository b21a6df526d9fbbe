package repository

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	version      = "2.0.0"
	captureLimit = 1000    // events in a document
	fileLimit    = 8 << 20 // bytes of it: what ledger/epcis reads
)

// versions sets the headers by which a client learns what it talks to, and
// refuses one that asks for another version.
func versions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		for _, name := range []string{"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max"} {
			h.Set(name, version)
		}
		h.Set("GS1-EPC-Format", "No_Preference")
		h.Set("GS1-EPCIS-Capture-Limit", strconv.Itoa(captureLimit))
		h.Set("GS1-EPCIS-Capture-File-Size-Limit", strconv.Itoa(fileLimit))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		for name, ok := range map[string]func(string) bool{
			"GS1-EPCIS-Version": is2, "GS1-CBV-Version": is2,
			"GS1-EPCIS-Min": func(v string) bool { return v <= version }, "GS1-EPCIS-Max": func(v string) bool { return v >= "2.0" },
		} {
			if asked := req.Header.Get(name); asked != "" && !ok(asked) {
				refuse(w, http.StatusNotAcceptable, "ImplementationException", "%s %.20q is asked for, this is %s", name, asked, version)
				return
			}
		}
		if req.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, req)
	})
}

func is2(v string) bool { return v == "2.0" || strings.HasPrefix(v, "2.0.") }

// A problem is a failure as RFC 7807 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func newProblem(status int, kind, format string, args ...any) problem {
	return problem{"epcisException:" + kind, http.StatusText(status), status, fmt.Sprintf(format, args...)}
}

func refuse(w http.ResponseWriter, status int, kind, format string, args ...any) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(newProblem(status, kind, format, args...))
}

func notImplemented(w http.ResponseWriter, _ *http.Request) {
	refuse(w, http.StatusNotImplemented, "ImplementationException", "named queries and subscriptions are not kept here: ask /events")
}

func answer(w http.ResponseWriter, req *http.Request, status int, v any) {
	if !acceptable(req) {
		refuse(w, http.StatusNotAcceptable, "ImplementationException", "answers are application/ld+json or application/json")
		return
	}
	text, ok := v.([]byte)
	if !ok {
		var err error
		if text, err = json.MarshalIndent(v, "", "  "); err != nil {
			refuse(w, http.StatusInternalServerError, "ImplementationException", "the answer cannot be written")
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func acceptable(req *http.Request) bool {
	accept := req.Header.Get("Accept")
	if accept == "" {
		return true
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err == nil && slices.Contains([]string{"*/*", "application/*", "application/json", "application/ld+json"}, kind) {
			return true
		}
	}
	return false
}
