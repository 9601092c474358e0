package peer;

import interop.Future;
import interop.Interop;
import interop.Second;
import java.net.InetSocketAddress;
import javax.net.ssl.HttpsURLConnection;
import org.apache.thrift.protocol.TMultiplexedProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.THttpClient;
import org.apache.thrift.transport.TSSLTransportFactory;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;

/** The clients that share one connection. */
final class Session {
  private static final int PATIENCE = 20_000; // ms

  final Interop.Client interop;
  final Second.Client second;
  final Future.Client future;

  Session(Flags flags) throws Exception {
    TProtocol protocol = Wire.protocols(flags).getProtocol(open(flags));
    interop = new Interop.Client(service(flags, protocol, "Interop"));
    second = new Second.Client(service(flags, protocol, "Second"));
    future = new Future.Client(service(flags, protocol, "Interop"));
  }

  private static TProtocol service(Flags flags, TProtocol protocol, String name) {
    return flags.multiplexed() ? new TMultiplexedProtocol(protocol, name) : protocol;
  }

  private static TTransport open(Flags flags) throws Exception {
    if (flags.http()) {
      return http(flags);
    }
    TTransport transport = Wire.transports(flags).getTransport(socket(flags));
    if (!transport.isOpen()) { // a TLS socket already is
      transport.open();
    }
    return transport;
  }

  private static TSocket socket(Flags flags) throws Exception {
    InetSocketAddress address = flags.address();
    String host = address.getAddress().getHostAddress();
    if (!flags.ssl()) {
      return new TSocket(host, address.getPort(), PATIENCE);
    }
    var parameters = new Tls(flags).parameters();
    return TSSLTransportFactory.getClientSocket(host, address.getPort(), PATIENCE, parameters);
  }

  private static TTransport http(Flags flags) throws Exception {
    String scheme = "http";
    if (flags.ssl()) {
      scheme = "https";
      // THttpClient makes its connections by itself, out of Java's defaults.
      HttpsURLConnection.setDefaultSSLSocketFactory(new Tls(flags).context().getSocketFactory());
    }
    return new THttpClient(scheme + "://localhost:" + flags.address().getPort() + "/");
  }
}
