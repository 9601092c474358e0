package peer

import (
	"math"
	"reflect"
	"strings"
)

// Same says whether two values mean the same. Generated Equals does not: it compares sets in order, and maps whose keys
// are structs by the addresses of these. A nil list is an empty one; doubles are the same if their bits are,
// or if both are no number.
func Same(a, b any) bool {
	return same(reflect.ValueOf(a), reflect.ValueOf(b), false)
}

// SameSet compares sets, for which generated code uses slices.
func SameSet(a, b any) bool {
	return same(reflect.ValueOf(a), reflect.ValueOf(b), true)
}

// same: sets tells that the innermost slices of a and b are sets.
func same(a, b reflect.Value, sets bool) bool {
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem(), sets)
	case reflect.Struct:
		return sameFields(a, b)
	case reflect.Map:
		return sameEntries(a, b, sets)
	case reflect.Slice:
		if sets && isInnermost(a.Type()) {
			return sameElements(a, b)
		}
		return sameList(a, b, sets)
	case reflect.Float64:
		x, y := a.Float(), b.Float()
		return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
	}
	return a.Interface() == b.Interface()
}

func sameFields(a, b reflect.Value) bool {
	for i := 0; i < a.NumField(); i++ {
		// "name,id"; the fields without an id of their own have no tag
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("thrift"), ",")
		isSet := strings.HasPrefix(name, "s_") || strings.HasSuffix(name, "_set") // so are sets named in interop.thrift
		if !same(a.Field(i), b.Field(i), isSet) {
			return false
		}
	}
	return true
}

func sameList(a, b reflect.Value, sets bool) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := 0; i < a.Len(); i++ {
		if !same(a.Index(i), b.Index(i), sets) {
			return false
		}
	}
	return true
}

func sameElements(a, b reflect.Value) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := 0; i < a.Len(); i++ {
		found := false
		for j := 0; j < b.Len() && !found; j++ {
			found = same(a.Index(i), b.Index(j), false)
		}
		if !found {
			return false
		}
	}
	return true
}

func sameEntries(a, b reflect.Value, sets bool) bool {
	if a.Len() != b.Len() {
		return false
	}
	for _, key := range a.MapKeys() {
		found := false
		for _, other := range b.MapKeys() {
			if same(key, other, false) {
				found = same(a.MapIndex(key), b.MapIndex(other), sets)
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func isInnermost(slice reflect.Type) bool {
	element := slice.Elem()
	return element.Kind() != reflect.Slice || element.Elem().Kind() == reflect.Uint8
}
