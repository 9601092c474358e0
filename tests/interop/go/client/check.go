package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/apache/thrift/lib/go/thrift"

	"peer"
)

// check is one thing that a server must do right.
type check struct {
	name string
	run  func(context.Context) error
}

// echo checks that a method gives back each of some values.
func echo[T any](name string, call func(context.Context, T) (T, error), values ...T) check {
	return echoBy(peer.Same, name, call, values...)
}

func echoBy[T any](same func(a, b any) bool, name string, call func(context.Context, T) (T, error), values ...T) check {
	return check{name, func(ctx context.Context) error {
		for _, value := range values {
			answer, err := call(ctx, value)
			if err != nil {
				return fmt.Errorf("%v: %w", value, err)
			}
			if !same(answer, value) {
				return fmt.Errorf("%v instead of %v", answer, value)
			}
		}
		return nil
	}}
}

// equal is nil if err is and the answer is the wanted one.
func equal(answer any, err error, wanted any) error {
	if err == nil && !peer.Same(answer, wanted) {
		err = fmt.Errorf("%v instead of %v", answer, wanted)
	}
	return err
}

// anyKind stands for whatever TApplicationException.
const anyKind = -1

// refused is nil if err is the TApplicationException of that kind.
func refused(err error, kind int32) error {
	var exception thrift.TApplicationException
	if !errors.As(err, &exception) {
		return fmt.Errorf("%v instead of a TApplicationException", err)
	}
	if kind != anyKind && exception.TypeId() != kind {
		return fmt.Errorf("TApplicationException %d (%v) instead of %d", exception.TypeId(), exception, kind)
	}
	return nil
}

// skipped gives what the matrix says that this client must not check, with the reasons:
// "skips client PROTOCOL|* CHECK: REASON".
func skipped(matrix, protocol string) map[string]string {
	skips := map[string]string{}
	for _, line := range strings.Split(matrix, "\n") {
		what, reason, _ := strings.Cut(line, ": ")
		words := strings.Fields(what)
		if len(words) == 4 && words[0] == "skips" && words[1] == "client" && (words[2] == "*" || words[2] == protocol) {
			skips[words[3]] = reason
		}
	}
	return skips
}
