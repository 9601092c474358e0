package peer;

import interop.Interop;
import interop.Second;
import org.apache.thrift.TMultiplexedProcessor;
import org.apache.thrift.TProcessor;
import org.apache.thrift.server.AbstractNonblockingServer.AbstractNonblockingServerArgs;
import org.apache.thrift.server.THsHaServer;
import org.apache.thrift.server.TNonblockingServer;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TServer.AbstractServerArgs;
import org.apache.thrift.server.TSimpleServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.server.TThreadedSelectorServer;
import org.apache.thrift.transport.TNonblockingServerSocket;
import org.apache.thrift.transport.TSSLTransportFactory;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportException;

/** The Interop service on each server of Apache's Java library. */
public final class Server {
  private static final int FOR_EVER = 0; // ms

  private Server() {}

  public static void main(String[] words) throws Exception {
    Flags flags = new Flags(words);
    if (flags.http()) {
      HttpService.start(flags, processor(flags));
    } else {
      server(flags).serve();
    }
  }

  private static TProcessor processor(Flags flags) {
    TProcessor interop = new Interop.Processor<>(new Handler());
    if (!flags.multiplexed()) {
      return interop;
    }
    var both = new TMultiplexedProcessor();
    both.registerProcessor("Interop", interop);
    both.registerProcessor("Second", new Second.Processor<>(new SecondHandler()));
    return both;
  }

  private static TServer server(Flags flags) throws Exception {
    return switch (flags.server()) {
      case "simple" -> new TSimpleServer(common(flags, new TSimpleServer.Args(blocking(flags))));
      case "pool" -> new TThreadPoolServer(common(flags, new TThreadPoolServer.Args(blocking(flags))));
      case "nonblocking" ->
          new TNonblockingServer(framed(flags, new TNonblockingServer.Args(nonblocking(flags))));
      case "hsha" -> new THsHaServer(framed(flags, new THsHaServer.Args(nonblocking(flags))));
      case "selector" ->
          new TThreadedSelectorServer(framed(flags, new TThreadedSelectorServer.Args(nonblocking(flags))));
      default -> throw new IllegalArgumentException("Java has no server " + flags.server());
    };
  }

  private static <A extends AbstractServerArgs<A>> A common(Flags flags, A args) {
    return args.processor(processor(flags))
        .protocolFactory(Wire.protocols(flags))
        .transportFactory(Wire.transports(flags));
  }

  /** The selecting servers read frames by themselves, and from bare sockets only. */
  private static <A extends AbstractNonblockingServerArgs<A>> A framed(Flags flags, A args) {
    if (flags.ssl() || !flags.transport().equals("framed")) {
      throw new IllegalArgumentException(flags.server() + " speaks framed without TLS only");
    }
    return common(flags, args);
  }

  private static TServerSocket blocking(Flags flags) throws Exception {
    var address = flags.address();
    if (!flags.ssl()) {
      return new TServerSocket(address);
    }
    var tls = new Tls(flags);
    var parameters = tls.parameters();
    parameters.requireClientAuth(tls.judges());
    return TSSLTransportFactory.getServerSocket(
        address.getPort(), FOR_EVER, address.getAddress(), parameters);
  }

  private static TNonblockingServerSocket nonblocking(Flags flags) throws TTransportException {
    return new TNonblockingServerSocket(flags.address());
  }
}
