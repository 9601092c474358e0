'use strict';
// What both programs are told on the command line.
const fs = require('fs');
const { parseArgs } = require('util');

const text = (fallback) => ({ type: 'string', default: fallback });
const { values: flags } = parseArgs({
  options: {
    port: text('0'),
    protocol: text('binary'),
    transport: text('buffered'),
    server: text('nonblocking'), // Node has one model: the event loop
    ssl: { type: 'boolean', default: false },
    'tls-cert': text(''),
    'tls-key': text(''),
    'tls-ca': text(''),
    unix: text(''),
  },
});
flags.port = Number(flags.port);
flags.multiplexed = flags.protocol.startsWith('multi-');

const pem = (file) => (file ? fs.readFileSync(file) : undefined);
// Node's TLS options, for either side: the own certificate, and the authorities that the other side must come from.
flags.tls = flags.ssl && {
  cert: pem(flags['tls-cert']),
  key: pem(flags['tls-key']),
  ca: pem(flags['tls-ca']),
  requestCert: Boolean(flags['tls-ca']),
  rejectUnauthorized: true,
  servername: 'localhost',
};

module.exports = flags;
