package sheet

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
)

var (
	marshaler = reflect.TypeFor[json.Marshaler]()
	text      = reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()
)

// opaque values print themselves.
func opaque(t reflect.Type) bool {
	return t.Implements(marshaler) || t.Implements(text) || reflect.PointerTo(t).Implements(marshaler)
}

// inner is what stands behind pointers and interfaces; not valid where that is
// nil.
func inner(v reflect.Value) reflect.Value {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		v = v.Elem()
	}
	return v
}

func isObject(v reflect.Value) bool { return v.Kind() == reflect.Struct && !opaque(v.Type()) }
func isMap(v reflect.Value) bool    { return v.Kind() == reflect.Map && !opaque(v.Type()) }
func isList(v reflect.Value) bool {
	return (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && !opaque(v.Type())
}

func listType(t reflect.Type) bool {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Map) && !opaque(t)
}

// plain lists hold words or numbers.
func plain(v reflect.Value) bool {
	t := v.Type().Elem()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return opaque(t) || t.Kind() != reflect.Struct && t.Kind() != reflect.Slice && t.Kind() != reflect.Map && t.Kind() != reflect.Interface
}

func words(v reflect.Value) string {
	var parts []string
	for i := range v.Len() {
		parts = append(parts, print(scalar(v.Index(i))))
	}
	return strings.Join(parts, "; ")
}

// fields are the fields of an object as JSON has them, those of embedded
// objects among them.
func fields(v reflect.Value) []found {
	var all []found
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		value := v.Field(i)
		switch {
		case f.Anonymous && name == "" && embedded(f.Type):
			if value = inner(value); value.IsValid() {
				all = append(all, fields(value)...)
			}
		case !f.IsExported() || name == "-":
		case strings.Contains(options, "omitempty") && empty(value):
		default:
			if name == "" {
				name = f.Name
			}
			all = append(all, found{name, value})
		}
	}
	return all
}

// embedded reports an object whose fields stand in the one around it.
func embedded(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct
}

// empty is what omitempty leaves out. In a table a number that is left out is
// an empty cell.
func empty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		return v.Len() == 0
	}
	return v.Kind() != reflect.Struct && v.Kind() != reflect.Array && v.IsZero()
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// scalar is a value as a cell.
func scalar(v reflect.Value) any {
	v = inner(v)
	switch {
	case !v.IsValid():
		return nil
	case opaque(v.Type()):
		return printed(v)
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if n := v.Uint(); n <= math.MaxInt64 {
			return int64(n)
		}
		return float64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return v.Float()
	}
	return printed(v)
}

// printed is a value as JSON has it, without the quotes of a text.
func printed(v reflect.Value) any {
	b, err := json.Marshal(v.Interface())
	if err != nil || string(b) == "null" {
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		return s
	}
	var n float64
	if json.Unmarshal(b, &n) == nil {
		return n
	}
	return string(b)
}
