'use strict';
// Whether two values mean the same on the wire.
const { deepStrictEqual } = require('assert');
const { Int64 } = require('thrift');

const isSet = (field) => /set$|^s_/.test(field);

// A value as something that deepStrictEqual compares by meaning: i64 as BigInt, binary as text of its bytes (constants are
// that already), a missing field as nothing. A set is an array in JavaScript, of any order; interop.thrift tells it by the
// name of its field.
function plain(value, field = '') {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Int64) return value.buffer.readBigInt64BE(value.offset);
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (Array.isArray(value)) {
    const elements = value.map((element) => plain(element, field));
    return isSet(field) ? elements.sort() : elements;
  }
  if (typeof value !== 'object') return value;
  const fields = Object.keys(value).sort().map((key) => [key, plain(value[key], isSet(field) ? field : key)]);
  return Object.fromEntries(fields.filter(([, held]) => held !== undefined));
}

// Throws what differs.
const expect = (answer, wanted) => deepStrictEqual(plain(answer), plain(wanted));

function same(one, other) {
  try {
    expect(one, other);
    return true;
  } catch {
    return false;
  }
}

module.exports = { expect, same };
