package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/apache/thrift/lib/go/thrift"

	"interop"
	"peer"
)

// others checks whatever is not an echo: plain methods, errors, oneway calls, callers newer than the server.
func others(s *session) []check {
	c := s.interop
	return []check{
		{"who", func(ctx context.Context) error {
			name, err := c.Who(ctx)
			if err == nil && name == "" {
				err = errors.New("no name")
			}
			return err
		}},
		{"ping", c.Ping},
		{"add", func(ctx context.Context) error {
			sum, err := c.Add(ctx, 2, 40)
			return equal(sum, err, int32(42))
		}},
		{"add_wraps", func(ctx context.Context) error {
			sum, err := c.Add(ctx, 1<<31-1, 1)
			return equal(sum, err, int32(-1<<31))
		}},
		{"describe", func(ctx context.Context) error {
			nums := []int32{1<<31 - 1, 1<<31 - 1, -3}
			bin := []byte{0, 255}
			text, err := c.Describe(ctx, true, -1, -2, -3, -4, 1.5, "é", bin, interop.Sparse_MINUS_FIVE, nums)
			return equal(text, err, peer.Describe(true, -1, -2, -3, -4, 1.5, "é", bin, interop.Sparse_MINUS_FIVE, nums))
		}},
		{"get_sample", func(ctx context.Context) error {
			sample, err := c.GetSample(ctx)
			return equal(sample, err, interop.SAMPLE)
		}},
		{"check_sample", func(ctx context.Context) error {
			right, err := c.CheckSample(ctx, interop.SAMPLE)
			return equal(right, err, true)
		}},
		{"check_sample_wrong", func(ctx context.Context) error {
			other := *interop.SAMPLE
			other.Chain = &interop.Chain{Value: -1}
			right, err := c.CheckSample(ctx, &other)
			return equal(right, err, false)
		}},
		{"blob", func(ctx context.Context) error {
			bytes, err := c.Blob(ctx, 1<<20)
			return equal(bytes, err, peer.Blob(1<<20))
		}},
		{"throw_one", func(ctx context.Context) error {
			answer, err := c.ThrowOne(ctx, 0)
			return equal(answer, err, int32(0))
		}},
		{"throw_one_a", func(ctx context.Context) error {
			_, err := c.ThrowOne(ctx, 1)
			return thrown(err, &interop.ErrA{Code: 11, Message: "a: żółć"})
		}},
		{"throw_one_b", func(ctx context.Context) error {
			_, err := c.ThrowOne(ctx, 2)
			return thrown(err, &interop.ErrB{Label: "b", Details: []string{"x", "y"}, WhereAt: &interop.Point{X: 1, Y: 2}})
		}},
		{"throw_one_undeclared", func(ctx context.Context) error {
			_, err := c.ThrowOne(ctx, 3)
			return refused(err, anyKind)
		}},
		{"throw_void", func(ctx context.Context) error {
			if err := c.ThrowVoid(ctx, 0); err != nil {
				return err
			}
			return thrown(c.ThrowVoid(ctx, 5), &interop.ErrA{Code: 5, Message: "void"})
		}},
		{"missing_result", func(ctx context.Context) error {
			_, err := c.MissingResult_(ctx)
			return refused(err, thrift.MISSING_RESULT)
		}},
		{"oneway", s.oneway},
		{"snooze", func(ctx context.Context) error {
			ms, err := c.Snooze(ctx, 20)
			return equal(ms, err, int32(20))
		}},
		{"evolve", s.evolve},
		{"unknown_method", func(ctx context.Context) error {
			_, err := s.future.NotThere(ctx, 1)
			return refused(err, thrift.UNKNOWN_METHOD)
		}},
		{"unknown_method_void", func(ctx context.Context) error {
			return refused(s.future.NotThereVoid(ctx, interop.SAMPLE), thrift.UNKNOWN_METHOD)
		}},
		{"after_errors", c.Ping},
	}
}

func multiplexed(s *session) []check {
	return []check{
		{"second_who", func(ctx context.Context) error {
			name, err := s.second.Who(ctx)
			return equal(name, err, "second")
		}},
		{"second_backwards", func(ctx context.Context) error {
			text, err := s.second.Backwards(ctx, "aż日😀")
			return equal(text, err, "😀日ża")
		}},
	}
}

// thrown is nil if err is that exception.
func thrown(err, wanted error) error {
	if err == nil || fmt.Sprintf("%T", err) != fmt.Sprintf("%T", wanted) || !peer.Same(err, wanted) {
		return fmt.Errorf("%v instead of %v", err, wanted)
	}
	return nil
}

// oneway asks again for a while: a server may answer a later call before it is done with an earlier one.
func (s *session) oneway(ctx context.Context) error {
	token := fmt.Sprintf("go-%d", time.Now().UnixNano())
	for _, n := range []int32{3, 4} {
		if err := s.interop.Fire(ctx, token, n); err != nil {
			return err
		}
	}
	var sum int32
	for tries := 0; tries < 200 && sum != 7; tries++ {
		var err error
		if sum, err = s.interop.Fired(ctx, token); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return equal(sum, nil, int32(7))
}

// evolve sends fields that the server does not know, and one of a type that it does not expect.
func (s *session) evolve(ctx context.Context) error {
	sample := interop.SAMPLE
	wide := &interop.Wide{
		ID: 7, WBool: true, Retyped: "text", WI8: 1, WI16: 2, WI32: 3, WI64: 4, WDouble: 5.5, WString: "s",
		WBinary: []byte{0, 255}, WEnum: interop.Color_BLUE, WStruct: sample.Tree, WListBool: []bool{true, false},
		WListStruct: []*interop.Point{{X: 1}, {Y: 2}}, WSet: []string{"a", "b"},
		WMap: map[string][]*interop.Point{"k": {{X: 1, Y: 2}}, "none": {}}, WEmptyMap: map[int32]int32{},
		WDeep: sample.Containers.LDeep, WEmpty: &interop.Empty{}, Name: "kept", WTail: true,
	}
	answer, err := s.future.Evolve(ctx, wide, 99)
	return equal(answer, err, &interop.Wide{ID: 7, Name: "kept"})
}
