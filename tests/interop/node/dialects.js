'use strict';
// What the library calls the protocols and transports of the flags.
const thrift = require('thrift');
require('./repairs');

// Messages without a version word.
class OldBinary extends thrift.TBinaryProtocol {
  constructor(transport) {
    super(transport, false, false);
  }
}

// Header frames begin in binary; to send compact, a client must say so.
class CompactInHeaders extends thrift.THeaderProtocol {
  constructor(transport) {
    transport.setProtocolId(2);
    super(transport);
  }
}

// Generated clients flush the transport; it is the flush of the header protocol that would write the header.
class HeaderFrames extends thrift.TBufferedTransport {
  flush() {
    this.writeHeaders();
    super.flush();
  }
}

const TRANSPORTS = { buffered: thrift.TBufferedTransport, framed: thrift.TFramedTransport, http: thrift.TBufferedTransport };
const PROTOCOLS = {
  binary: thrift.TBinaryProtocol,
  'binary-old': OldBinary,
  compact: thrift.TCompactProtocol,
  json: thrift.TJSONProtocol,
  header: thrift.THeaderProtocol,
  'header-compact': CompactInHeaders,
  'multi-binary': thrift.TBinaryProtocol,
  'multi-compact': thrift.TCompactProtocol,
};

// The options `transport` and `protocol` of clients and of servers.
function options(flags, protocol, headerFrames) {
  if (!protocol || !TRANSPORTS[flags.transport]) {
    throw new Error(`Node does not speak ${flags.protocol} over ${flags.transport}`);
  }
  return { protocol, transport: flags.protocol.startsWith('header') ? headerFrames : TRANSPORTS[flags.transport] };
}

const clientOptions = (flags) => options(flags, PROTOCOLS[flags.protocol], HeaderFrames);

// A server compares the protocol's class with THeaderProtocol, to answer in what it was asked in.
function serverOptions(flags) {
  const inHeaders = flags.protocol.startsWith('header');
  return options(flags, inHeaders ? thrift.THeaderProtocol : PROTOCOLS[flags.protocol], thrift.TBufferedTransport);
}

module.exports = { clientOptions, serverOptions };
