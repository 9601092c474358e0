'use strict';
// All checks of a server, as [name, async function].
const { strict: assert } = require('assert');
const { Thrift } = require('thrift');
const t = require('../gen/interop_types');
const { describe } = require('./describe');
const { echoes, i64 } = require('./echoes');
const { expect } = require('./same');

const { UNKNOWN_METHOD } = Thrift.TApplicationExceptionType;

// The clients of some server: `interop`, `future()`, and `second` if the protocol is multiplexed.
function checks({ interop: c, second, future }) {
  return [
    ...echoes.map(([name, method, ...values]) => [name, () => echo(c, method, values)]),
    ['echo_keys', () => keys(c)],
    ['who', async () => assert.notEqual(await c.who(), '')],
    ['ping', () => c.ping()],
    ['add', async () => expect(await c.add(2, 40), 42)],
    ['add_wraps', async () => expect(await c.add(2147483647, 1), -2147483648)],
    ['describe', () => described(c)],
    ['get_sample', async () => expect(await c.get_sample(), t.SAMPLE)],
    ['check_sample', async () => expect(await c.check_sample(t.SAMPLE), true)],
    ['check_sample_wrong', async () => expect(await c.check_sample(new t.Bundle({ empty: new t.Empty() })), false)],
    ['blob', async () => expect(await c.blob(1 << 20), Buffer.alloc(1 << 20).map((_, i) => i % 251))],
    ['throw_one', async () => expect(await c.throw_one(0), 0)],
    ['throw_one_a', () => throws(c.throw_one(1), t.ErrA, { code: 11, message: 'a: żółć' })],
    ['throw_one_b', () =>
      throws(c.throw_one(2), t.ErrB, { label: 'b', details: ['x', 'y'], where_at: { x: 1, y: 2 } })],
    ['throw_one_undeclared', () => refused(c.throw_one(3))],
    ['throw_void', async () => {
      await c.throw_void(0);
      await throws(c.throw_void(5), t.ErrA, { code: 5, message: 'void' });
    }],
    // Node reports a reply without its result by a text instead of a TApplicationException.
    ['missing_result', () => assert.rejects(c.missing_result(), /unknown result/)],
    ['oneway', () => oneway(c)],
    ['snooze', async () => expect(await c.snooze(20), 20)],
    ['pipelined', async () => expect(await Promise.all([1, 2, 3].map((n) => c.add(n, n))), [2, 4, 6])],
    ['evolve', () => evolve(future(), 'text')],
    ['evolve_not_utf8', () => evolve(future(), Buffer.from([0, 255]))],
    ['unknown_method', () => refused(future().not_there(1), UNKNOWN_METHOD)],
    ['unknown_method_void', () => refused(future().not_there_void(t.SAMPLE), UNKNOWN_METHOD)],
    ['after_errors', () => c.ping()],
    ...(second ? multiplexed(second) : []),
  ];
}

function multiplexed(second) {
  return [
    ['second_who', async () => expect(await second.who(), 'second')],
    ['second_backwards', async () => expect(await second.backwards('aż日😀'), '😀日ża')],
  ];
}

async function echo(client, method, values) {
  // The wrapping names the field, by which sets are told from lists.
  for (const value of values) expect({ [method]: await client[method](value) }, { [method]: value });
}

// Only what JavaScript can hold.
async function keys(c) {
  const sent = { s_i64: [i64(2n ** 50n), i64(-1)], s_double: [1.5, -2.5] };
  const { s_i64, s_double } = await c.echo_keys(new t.KeyZoo(sent));
  expect({ s_i64, s_double }, sent);
}

async function described(c) {
  const nums = [2147483647, 2147483647, -3];
  const all = [true, -1, -2, -3, i64(-4), 1.5, 'é', Buffer.from([0, 255]), t.Sparse.MINUS_FIVE, nums];
  expect(await c.describe(...all), describe(...all));
}

// The call must end in an exception of that class with those fields.
async function throws(call, wanted, fields) {
  const error = await call.then(() => assert.fail('no exception'), (thrown) => thrown);
  assert(error instanceof wanted, `${error} instead of ${wanted.name}`);
  for (const [field, value] of Object.entries(fields)) expect(error[field], value);
}

// The call must end in a TApplicationException, of that kind if one is named.
async function refused(call, kind) {
  const error = await call.then(() => assert.fail('no exception'), (thrown) => thrown);
  assert(error instanceof Thrift.TApplicationException, `${error} instead of a TApplicationException`);
  if (kind !== undefined) assert.equal(error.type, kind);
}

// Asks again for a while: a server may answer a later call before it is done with an earlier one.
async function oneway(c) {
  const token = `node-${process.pid}-${Date.now()}`;
  c.fire(token, 3);
  c.fire(token, 4);
  let sum = 0;
  for (let tries = 0; tries < 200 && sum !== 7; tries++) {
    sum = await c.fired(token);
    await new Promise((later) => setTimeout(later, 10));
  }
  expect(sum, 7);
}

// Sends fields that the server does not know (some libraries read binary over as text), and one of an unexpected type.
async function evolve(future, binary) {
  const { tree, containers } = t.SAMPLE;
  const points = [new t.Point({ x: 1, y: 0 }), new t.Point({ x: 0, y: 2 })];
  const wide = new t.Wide({
    id: 7, w_bool: true, retyped: 'text', w_i8: 1, w_i16: 2, w_i32: 3, w_i64: i64(4), w_double: 5.5, w_string: 's',
    w_binary: binary, w_enum: t.Color.BLUE, w_struct: tree, w_list_bool: [true, false],
    w_list_struct: points, w_set: ['a', 'b'], w_map: { k: points, none: [] }, w_empty_map: {},
    w_deep: containers.l_deep, w_empty: new t.Empty(), name: 'kept', w_tail: true,
  });
  const answer = await future.evolve(wide, 99);
  expect(answer, new t.Wide({ id: 7, name: 'kept' }));
}

module.exports = { checks };
