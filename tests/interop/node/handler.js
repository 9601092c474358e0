'use strict';
// The services of interop.thrift. All methods answer by callback: the generated code would answer a Promise later, and the
// header protocol has by then forgotten how the call came.
const { ErrA, ErrB, Point, SAMPLE } = require('../gen/interop_types');
const { describe } = require('./describe');
const { same } = require('./same');

const counters = new Map();

const interop = {
  who: (done) => done(null, 'node'),
  ping: (done) => done(null),
  add: (a, b, done) => done(null, (a + b) | 0),
  describe: (b, i8v, i16v, i32v, i64v, d, s, bin, e, nums, done) =>
    done(null, describe(b, i8v, i16v, i32v, i64v, d, s, bin, e, nums)),
  get_sample: (done) => done(null, SAMPLE),
  check_sample: (v, done) => done(null, same(v, SAMPLE)),
  blob: (size, done) => done(null, Buffer.from(Array.from({ length: size }, (_, i) => i % 251))),
  throw_one(which, done) {
    if (which === 0) return done(null, 0);
    if (which === 1) return done(new ErrA({ code: 11, message: 'a: żółć' }));
    if (which === 2) return done(new ErrB({ label: 'b', details: ['x', 'y'], where_at: new Point({ x: 1, y: 2 }) }));
    return done(new Error('not declared'));
  },
  throw_void: (which, done) => done(which === 0 ? null : new ErrA({ code: which, message: 'void' })),
  missing_result: (done) => done(null),
  fire(token, n) {
    counters.set(token, (counters.get(token) ?? 0) + n);
  },
  fired: (token, done) => done(null, counters.get(token) ?? 0),
  snooze: (ms, done) => setTimeout(() => done(null, ms), Math.min(ms, 2000)),
};

const ECHOES = `bool i8 i16 i32 i64 double string binary enum typedef list list_bool list_string set map deep empty point default
  required optional defaults containers keys union tree chain big_ids neg_ids bundle`.split(/\s+/);
for (const name of ECHOES.map((type) => `echo_${type}`).concat('evolve')) {
  interop[name] = (v, done) => done(null, v);
}

const second = {
  who: (done) => done(null, 'second'),
  backwards: (s, done) => done(null, [...s].reverse().join('')),
};

module.exports = { interop, second };
