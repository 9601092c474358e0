'use strict';
// The clients of the services, by the flags.
const thrift = require('thrift');
const Future = require('../gen/Future');
const Interop = require('../gen/Interop');
const Second = require('../gen/Second');
const { clientOptions } = require('./dialects');
const flags = require('./flags');

function connection() {
  const options = clientOptions(flags);
  if (flags.transport === 'http') {
    const http = { ...options, path: '/', https: flags.ssl, nodeOptions: flags.tls || {} };
    return flags.unix
      ? thrift.createHttpUDSConnection(flags.unix, http)
      : thrift.createHttpConnection('127.0.0.1', flags.port, http);
  }
  if (flags.unix) return thrift.createUDSConnection(flags.unix, options);
  return flags.ssl
    ? thrift.createSSLConnection('127.0.0.1', flags.port, { ...options, ...flags.tls })
    : thrift.createConnection('127.0.0.1', flags.port, options);
}

// The clients of a server. When a connection ends, the calls that wait would not hear of it, so it tells the function
// that `lost` gives: the shared one what counts then, one of a newer client what counts when it opens.
function connect(lost) {
  const open = (lost) => {
    const opened = connection();
    opened.on('error', lost);
    opened.on('close', () => lost(new Error('the connection was closed')));
    return opened;
  };
  const shared = open((why) => lost()(why));
  // Newer than the server, each time on a connection of its own: a connection knows one client a service name.
  const future = () =>
    flags.multiplexed
      ? new thrift.Multiplexer().createClient('Interop', Future, open(lost()))
      : thrift.createClient(Future, open(lost()));
  // Only HTTP has no connection to lose.
  const gone = () => shared.connected === false;
  if (!flags.multiplexed) return { interop: thrift.createClient(Interop, shared), future, gone };
  const names = new thrift.Multiplexer();
  return {
    interop: names.createClient('Interop', Interop, shared),
    second: names.createClient('Second', Second, shared),
    future,
    gone,
  };
}

module.exports = { connect };
