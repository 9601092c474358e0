'use strict';
// The arguments of `describe` as the text that interop.thrift asks for.
const { Int64 } = require('thrift');

function describe(b, i8, i16, i32, i64, d, s, bin, e, nums) {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(d);
  const long = i64 instanceof Int64 ? i64.buffer.readBigInt64BE(i64.offset) : i64;
  const sum = nums.reduce((all, n) => all + n, 0);
  return [
    `b=${b}`, `i8=${i8}`, `i16=${i16}`, `i32=${i32}`, `i64=${long}`, `d=${bits.toString('hex')}`,
    `s=${Buffer.from(s).toString('hex')}`, `bin=${bin.toString('hex')}`, `e=${e}`, `sum=${sum}`,
  ].join(' ');
}

module.exports = { describe };
