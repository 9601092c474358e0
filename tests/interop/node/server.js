'use strict';
// Serves Interop by Apache's Node.js library.
const thrift = require('thrift');
const Interop = require('../gen/Interop');
const Second = require('../gen/Second');
const { serverOptions } = require('./dialects');
const flags = require('./flags');
const handlers = require('./handler');

function processor() {
  const interop = new Interop.Processor(handlers.interop);
  if (flags.transport === 'http') endOneways(interop);
  if (!flags.multiplexed) return interop;
  const both = new thrift.MultiplexedProcessor();
  both.registerProcessor('Interop', interop);
  both.registerProcessor('Second', new Second.Processor(handlers.second));
  return both;
}

// The web server would never end the HTTP exchange of a call without a reply.
function endOneways(inner) {
  const process_fire = inner.process_fire;
  inner.process_fire = function (seqid, input, output) {
    process_fire.call(this, seqid, input, output);
    output.trans.onFlush(Buffer.alloc(0));
  };
}

function server() {
  const options = { ...serverOptions(flags), ...(flags.tls && { tls: flags.tls }) };
  if (flags.transport !== 'http') return thrift.createMultiplexServer(processor(), options);
  const { tls, ...service } = options;
  return thrift.createWebServer({ tls, services: { '/': { ...service, processor: processor() } } });
}

const listening = server();
listening.on('error', (error) => console.error(error));
if (flags.unix) listening.listen(flags.unix);
else listening.listen(flags.port, '127.0.0.1');
