package main

import (
	"math"

	"interop"
	"peer"
)

// echoes checks every type with the values at its edges.
func echoes(s *session) []check {
	c, sample := s.interop, interop.SAMPLE
	return []check{
		echo("echo_bool", c.EchoBool, true, false),
		echo("echo_i8", c.EchoI8, 0, -1, math.MaxInt8, math.MinInt8),
		echo("echo_i16", c.EchoI16, 0, -1, math.MaxInt16, math.MinInt16),
		echo("echo_i32", c.EchoI32, 0, -1, 63, 64, -65, math.MaxInt32, math.MinInt32),
		echo("echo_i64", c.EchoI64, 0, -1, 1<<53+1, math.MaxInt64, math.MinInt64),
		echo("echo_double", c.EchoDouble, 0, -0.1, 1e300, 1<<53-1, math.MaxFloat64, math.SmallestNonzeroFloat64),
		echo("echo_double_special", c.EchoDouble, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN()),
		echo("echo_string", c.EchoString, "", "plain", "żółć 日本語 😀", "a\x00b", "\"quoted\" \\ \n\t/\x01\u007f"),
		echo("echo_binary", c.EchoBinary, nil, []byte{0}, []byte{0, 255}, []byte{1, 2, 3}, peer.Blob(256)),
		echo("echo_enum", c.EchoEnum, interop.Sparse_LOWEST, interop.Sparse_ZEROTH, interop.Sparse_HIGHEST),
		echo("echo_enum_unknown", c.EchoEnum, 12345),
		echo("echo_typedef", c.EchoTypedef, 1700000000000),
		echo("echo_list", c.EchoList, nil, numbers(14), numbers(15), numbers(1000)),
		echo("echo_list_bool", c.EchoListBool, []bool{true, false, true}),
		echo("echo_list_string", c.EchoListString, []string{"", "ż"}),
		echoBy(peer.SameSet, "echo_set", c.EchoSet, nil, []string{"a", "b", ""}),
		echo("echo_map", c.EchoMap, nil, map[string]int64{"k": -1, "": 1 << 40}),
		echo("echo_deep", c.EchoDeep, nil, interop.Deep{{{1: "one"}, {}}, {}, {{-1: "minus"}}}),
		echo("echo_empty", c.EchoEmpty, &interop.Empty{}),
		echo("echo_point", c.EchoPoint, &interop.Point{X: 1, Y: -1}),
		echo("echo_default", c.EchoDefault, sample.Dflt, &interop.AllDefault{FEnum: interop.Color_RED, FStruct: &interop.Point{}}),
		echo("echo_required", c.EchoRequired, sample.Reqd),
		echo("echo_optional", c.EchoOptional, sample.Opt, &interop.AllOptional{}),
		echo("echo_defaults", c.EchoDefaults, sample.Defaults, defaults()),
		echo("echo_containers", c.EchoContainers, sample.Containers, &interop.Containers{}),
		echo("echo_keys", c.EchoKeys, keyZoo()),
		echo("echo_union", c.EchoUnion, sample.Choices...),
		echo("echo_tree", c.EchoTree, sample.Tree),
		echo("echo_chain", c.EchoChain, &interop.Chain{Value: 1, After: &interop.Chain{Value: 2}}),
		echo("echo_big_ids", c.EchoBigIds, sample.BigIds),
		echo("echo_neg_ids", c.EchoNegIds, &interop.NegIds{MinusOne: 1, MinusTwo: "two", Five: true}),
		echo("echo_bundle", c.EchoBundle, sample),
	}
}

func numbers(n int32) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// defaults: this library's constructors leave out the defaults of structs.
func defaults() *interop.WithDefaults {
	all := interop.NewWithDefaults()
	all.DStruct = &interop.Point{X: 3, Y: 4}
	return all
}

func keyZoo() *interop.KeyZoo {
	point := func(x, y int32) *interop.Point { return &interop.Point{X: x, Y: y} }
	return &interop.KeyZoo{
		ByStruct:  map[*interop.Point]string{point(1, 2): "p", point(2, 1): "q"},
		SStruct:   []*interop.Point{point(3, 4), point(4, 3)},
		ByStruct2: map[*interop.Point]map[*interop.Point]int32{point(0, 0): {point(5, 6): 7}},
		ByBool:    map[bool]int32{true: 1, false: 0},
		ByI64:     map[int64]int64{1 << 40: 1, -1: math.MinInt64},
		ByDouble:  map[float64]string{-0.5: "d", 1e300: "e"},
		SI64:      []int64{1 << 50, -1},
		SDouble:   []float64{1.5, -2.5},
		SBool:     []bool{false, true},
		ByBinary:  map[string]int32{"\x00\xff": 1, "": 2},
		SBinary:   [][]byte{{}, []byte("x"), {0, 255}},
	}
}
