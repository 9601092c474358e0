package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"interop"
	"peer"
)

// handler is the service, without the methods that only give back what they get.
type handler struct {
	echo
	mutex    sync.Mutex
	counters map[string]int32
}

func newHandler() *handler {
	return &handler{counters: map[string]int32{}}
}

func (*handler) Who(context.Context) (string, error) { return "go", nil }

func (*handler) Ping(context.Context) error { return nil }

func (*handler) Add(_ context.Context, a, b int32) (int32, error) { return a + b, nil }

func (*handler) Describe(_ context.Context, b bool, i8 int8, i16 int16, i32 int32, i64 int64, d float64, s string, bin []byte, e interop.Sparse, nums []int32) (string, error) {
	return peer.Describe(b, i8, i16, i32, i64, d, s, bin, e, nums), nil
}

func (*handler) GetSample(context.Context) (*interop.Bundle, error) { return interop.SAMPLE, nil }

func (*handler) CheckSample(_ context.Context, v *interop.Bundle) (bool, error) {
	return peer.Same(v, interop.SAMPLE), nil
}

func (*handler) Blob(_ context.Context, size int32) ([]byte, error) { return peer.Blob(size), nil }

func (*handler) ThrowOne(_ context.Context, which int32) (int32, error) {
	switch which {
	case 0:
		return 0, nil
	case 1:
		return 0, &interop.ErrA{Code: 11, Message: "a: żółć"}
	case 2:
		return 0, &interop.ErrB{Label: "b", Details: []string{"x", "y"}, WhereAt: &interop.Point{X: 1, Y: 2}}
	}
	return 0, errors.New("not declared")
}

func (*handler) ThrowVoid(_ context.Context, which int32) error {
	if which == 0 {
		return nil
	}
	return &interop.ErrA{Code: which, Message: "void"}
}

func (*handler) MissingResult_(context.Context) (*interop.Point, error) { return nil, nil }

func (h *handler) Fire(_ context.Context, token string, n int32) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.counters[token] += n
	return nil
}

func (h *handler) Fired(_ context.Context, token string) (int32, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.counters[token], nil
}

func (*handler) Snooze(_ context.Context, ms int32) (int32, error) {
	pause := ms
	if pause > 2000 {
		pause = 2000
	}
	time.Sleep(time.Duration(pause) * time.Millisecond)
	return ms, nil
}

// second is the service that stands beside Interop when several share a connection.
type second struct{}

func (second) Who(context.Context) (string, error) { return "second", nil }

func (second) Backwards(_ context.Context, s string) (string, error) {
	points := []rune(s)
	for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
		points[i], points[j] = points[j], points[i]
	}
	return string(points), nil
}
