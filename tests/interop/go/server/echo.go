package main

import (
	"context"

	"interop"
)

// echo holds the methods that give back what they get.
type echo struct{}

func (echo) EchoBool(_ context.Context, v bool) (bool, error) { return v, nil }

func (echo) EchoI8(_ context.Context, v int8) (int8, error) { return v, nil }

func (echo) EchoI16(_ context.Context, v int16) (int16, error) { return v, nil }

func (echo) EchoI32(_ context.Context, v int32) (int32, error) { return v, nil }

func (echo) EchoI64(_ context.Context, v int64) (int64, error) { return v, nil }

func (echo) EchoDouble(_ context.Context, v float64) (float64, error) { return v, nil }

func (echo) EchoString(_ context.Context, v string) (string, error) { return v, nil }

func (echo) EchoBinary(_ context.Context, v []byte) ([]byte, error) { return v, nil }

func (echo) EchoEnum(_ context.Context, v interop.Sparse) (interop.Sparse, error) { return v, nil }

func (echo) EchoTypedef(_ context.Context, v interop.Timestamp) (interop.Timestamp, error) {
	return v, nil
}

func (echo) EchoList(_ context.Context, v []int32) ([]int32, error) { return v, nil }

func (echo) EchoListBool(_ context.Context, v []bool) ([]bool, error) { return v, nil }

func (echo) EchoListString(_ context.Context, v []string) ([]string, error) { return v, nil }

func (echo) EchoSet(_ context.Context, v []string) ([]string, error) { return v, nil }

func (echo) EchoMap(_ context.Context, v map[string]int64) (map[string]int64, error) { return v, nil }

func (echo) EchoDeep(_ context.Context, v interop.Deep) (interop.Deep, error) { return v, nil }

func (echo) EchoEmpty(_ context.Context, v *interop.Empty) (*interop.Empty, error) { return v, nil }

func (echo) EchoPoint(_ context.Context, v *interop.Point) (*interop.Point, error) { return v, nil }

func (echo) EchoDefault(_ context.Context, v *interop.AllDefault) (*interop.AllDefault, error) {
	return v, nil
}

func (echo) EchoRequired(_ context.Context, v *interop.AllRequired) (*interop.AllRequired, error) {
	return v, nil
}

func (echo) EchoOptional(_ context.Context, v *interop.AllOptional) (*interop.AllOptional, error) {
	return v, nil
}

func (echo) EchoDefaults(_ context.Context, v *interop.WithDefaults) (*interop.WithDefaults, error) {
	return v, nil
}

func (echo) EchoContainers(_ context.Context, v *interop.Containers) (*interop.Containers, error) {
	return v, nil
}

func (echo) EchoKeys(_ context.Context, v *interop.KeyZoo) (*interop.KeyZoo, error) { return v, nil }

func (echo) EchoUnion(_ context.Context, v *interop.Choice) (*interop.Choice, error) { return v, nil }

func (echo) EchoTree(_ context.Context, v *interop.Tree) (*interop.Tree, error) { return v, nil }

func (echo) EchoChain(_ context.Context, v *interop.Chain) (*interop.Chain, error) { return v, nil }

func (echo) EchoBigIds(_ context.Context, v *interop.BigIds) (*interop.BigIds, error) { return v, nil }

func (echo) EchoNegIds(_ context.Context, v *interop.NegIds) (*interop.NegIds, error) { return v, nil }

func (echo) EchoBundle(_ context.Context, v *interop.Bundle) (*interop.Bundle, error) { return v, nil }

func (echo) Evolve(_ context.Context, v *interop.Narrow) (*interop.Narrow, error) { return v, nil }
