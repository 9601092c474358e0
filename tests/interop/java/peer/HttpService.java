package peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import org.apache.thrift.TException;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TIOStreamTransport;

/** A processor behind Java's own HTTP server: what the library's TServlet does, which needs a servlet container. */
final class HttpService {
  private static final int NO_BODY = -1;

  private HttpService() {}

  static void start(Flags flags, TProcessor processor) throws GeneralSecurityException, IOException {
    HttpServer server = flags.ssl() ? secure(flags) : HttpServer.create(flags.address(), 0);
    TProtocolFactory protocols = Wire.protocols(flags);
    server.createContext("/", exchange -> answer(exchange, processor, protocols));
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  private static void answer(HttpExchange exchange, TProcessor processor, TProtocolFactory protocols)
      throws IOException {
    try (exchange) {
      var reply = new ByteArrayOutputStream();
      TProtocol protocol =
          protocols.getProtocol(new TIOStreamTransport(exchange.getRequestBody(), reply));
      processor.process(protocol, protocol);
      exchange.getResponseHeaders().set("Content-Type", "application/x-thrift");
      exchange.sendResponseHeaders(200, reply.size() == 0 ? NO_BODY : reply.size());
      reply.writeTo(exchange.getResponseBody());
    } catch (TException e) {
      throw new IOException(e);
    }
  }

  private static HttpServer secure(Flags flags) throws GeneralSecurityException, IOException {
    var tls = new Tls(flags);
    HttpsServer server = HttpsServer.create(flags.address(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            var own = getSSLContext().getDefaultSSLParameters();
            own.setNeedClientAuth(tls.judges());
            parameters.setSSLParameters(own);
          }
        });
    return server;
  }
}
