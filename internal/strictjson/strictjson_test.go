package strictjson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"adit/internal/strictjson"
)

// plain turns a node into what encoding/json would make of the text.
func plain(n *strictjson.Node) any {
	switch n.Kind {
	case strictjson.Null:
		return nil
	case strictjson.Bool:
		return n.Yes
	case strictjson.Number:
		return n.Number
	case strictjson.String:
		return n.Text
	case strictjson.Array:
		items := []any{}
		for _, item := range n.Items {
			items = append(items, plain(item))
		}
		return items
	}
	m := map[string]any{}
	for _, member := range n.Members {
		m[member.Key] = plain(member.Value)
	}
	return m
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{`{"a":[1,true,false,null,"x\n\"é"],"b":{}}`, ` [ ] `, `-1.5e3`, `""`, `{"a":1,"a":2}`, "", "{", `"\ud800"`, `1e999`, strings.Repeat("[", 80) + strings.Repeat("]", 80)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, faults := strictjson.Parse(data)
		if faults != nil {
			return
		}
		var want any
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatalf("accepted %q: %v", data, err)
		}
		if got := plain(n); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q reads as %v, encoding/json says %v", data, got, want)
		}
	})
}

func TestFaultsComeAtOnce(t *testing.T) {
	root, faults := strictjson.Parse([]byte(`{"nmae":"x","n":"1","when":"2026-01-01","n":2,"sub":[{"k":1},3]}`))
	if faults != nil {
		t.Fatal(faults)
	}
	r := &strictjson.Reader{}
	o := r.Object(root)
	o.Text("name", true)
	o.Number("n", true)
	o.Time("when", true)
	o.Each("sub", true, func(o *strictjson.Obj) { o.Text("k", true) })
	o.Done()
	var got []string
	for _, f := range r.Faults {
		got = append(got, f.Where+" "+f.Rule)
	}
	want := "$.name missing, $.n type, $.when time, $.sub[0].k type, $.sub[1] type, $.nmae unknown-key, $.n duplicate-key"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("faults:\n%s\nwant\n%s", text, want)
	}
}
