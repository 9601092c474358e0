package peer;

import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.TTransportFactory;
import org.apache.thrift.transport.TZlibTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/** Protocols and transports by name. */
final class Wire {
  private Wire() {}

  static TProtocolFactory protocols(Flags flags) {
    return switch (flags.protocol()) {
      case "binary", "multi-binary" -> new TBinaryProtocol.Factory(true, true);
      case "binary-old" -> new TBinaryProtocol.Factory(false, false);
      case "compact", "multi-compact" -> new TCompactProtocol.Factory();
      case "json" -> new TJSONProtocol.Factory();
      default -> throw new IllegalArgumentException("Java has no protocol " + flags.protocol());
    };
  }

  /** What stands over the bare socket, which buffers by itself in this library. */
  static TTransportFactory transports(Flags flags) {
    return switch (flags.transport()) {
      case "buffered" -> new TTransportFactory();
      case "framed" -> new TFramedTransport.Factory();
      case "zlib" -> new TZlibTransport.Factory();
      case "framed-zlib" -> new FramedOverZlib();
      default -> throw new IllegalArgumentException("Java has no transport " + flags.transport());
    };
  }

  private static final class FramedOverZlib extends TTransportFactory {
    @Override
    public TTransport getTransport(TTransport socket) throws TTransportException {
      return new TFramedTransport(new TZlibTransport(socket));
    }
  }
}
