'use strict';
// Checks of every type with the values at its edges: [name of the check, name of the method, values].
const { Int64 } = require('thrift');
const t = require('../gen/interop_types');

// The number as 64 bits; JavaScript's own stop at 2^53.
function i64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(number));
  return new Int64(bytes);
}

const count = (n) => Array.from({ length: n }, (_, i) => i);
const { SAMPLE } = t;

const echoes = [
  ['echo_bool', 'echo_bool', true, false],
  ['echo_i8', 'echo_i8', 0, -1, 127, -128],
  ['echo_i16', 'echo_i16', 0, -1, 32767, -32768],
  ['echo_i32', 'echo_i32', 0, -1, 63, 64, -65, 2147483647, -2147483648],
  ['echo_i64', 'echo_i64', ...[0, -1, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)].map(i64)],
  ['echo_double', 'echo_double', 0, -0.1, 1e300, 2 ** 53 - 1, Number.MAX_VALUE, Number.MIN_VALUE],
  ['echo_double_special', 'echo_double', Infinity, -Infinity, NaN],
  ['echo_double_minus_zero', 'echo_double', -0],
  ['echo_string', 'echo_string', '', 'plain', 'żółć 日本語 😀', 'a\0b', '"quoted" \\ \n\t/\x01\x7f'],
  ['echo_binary', 'echo_binary', ...[[], [0], [0, 255], [1, 2, 3], count(256)].map((bytes) => Buffer.from(bytes))],
  ['echo_enum', 'echo_enum', t.Sparse.LOWEST, t.Sparse.ZEROTH, t.Sparse.HIGHEST],
  ['echo_enum_unknown', 'echo_enum', 12345],
  ['echo_typedef', 'echo_typedef', i64(1700000000000)],
  ['echo_list', 'echo_list', [], count(14), count(15), count(1000)],
  ['echo_list_bool', 'echo_list_bool', [true, false, true]],
  ['echo_list_string', 'echo_list_string', ['', 'ż']],
  ['echo_set', 'echo_set', [], ['a', 'b', '']],
  ['echo_map', 'echo_map', {}, { k: i64(-1), '': i64(2n ** 40n) }],
  ['echo_deep', 'echo_deep', [], [[{ 1: 'one' }, {}], [], [{ [-1]: 'minus' }]]],
  ['echo_empty', 'echo_empty', new t.Empty()],
  ['echo_point', 'echo_point', new t.Point({ x: 1, y: -1 })],
  ['echo_default', 'echo_default', SAMPLE.dflt],
  ['echo_required', 'echo_required', SAMPLE.reqd],
  ['echo_optional', 'echo_optional', SAMPLE.opt, new t.AllOptional()],
  ['echo_defaults', 'echo_defaults', SAMPLE.defaults, new t.WithDefaults()],
  ['echo_containers', 'echo_containers', SAMPLE.containers],
  ['echo_union', 'echo_union', ...SAMPLE.choices],
  ['echo_tree', 'echo_tree', SAMPLE.tree],
  ['echo_chain', 'echo_chain', new t.Chain({ value: 1, after: new t.Chain({ value: 2 }) })],
  ['echo_big_ids', 'echo_big_ids', SAMPLE.big_ids],
  ['echo_neg_ids', 'echo_neg_ids', new t.NegIds({ minus_one: 1, minus_two: 'two', five: true })],
  ['echo_bundle', 'echo_bundle', SAMPLE],
];

module.exports = { echoes, i64 };
