package peer

import (
	"fmt"
	"math"

	"interop"
)

// Describe writes the arguments of `describe` as interop.thrift says.
func Describe(b bool, i8 int8, i16 int16, i32 int32, i64 int64, d float64, s string, bin []byte, e interop.Sparse, nums []int32) string {
	var sum int64
	for _, n := range nums {
		sum += int64(n)
	}
	return fmt.Sprintf("b=%t i8=%d i16=%d i32=%d i64=%d d=%016x s=%x bin=%x e=%d sum=%d",
		b, i8, i16, i32, i64, math.Float64bits(d), s, bin, int32(e), sum)
}

// Blob is what `blob` answers.
func Blob(size int32) []byte {
	bytes := make([]byte, size)
	for i := range bytes {
		bytes[i] = byte(i % 251)
	}
	return bytes
}
