package peer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.thrift.transport.TSSLTransportFactory.TSSLTransportParameters;

/** The key stores that Java wants, made in memory of the PEM files that the flags name. */
final class Tls {
  private static final String KIND = "PKCS12";
  private static final String PASSWORD = "of no use outside this process";

  private final KeyStore own = empty();
  private final KeyStore trusted = empty();
  private final boolean judges;

  Tls(Flags flags) throws GeneralSecurityException, IOException {
    String certificate = flags.file("--tls-cert");
    if (certificate != null) {
      Certificate[] chain = certificates(certificate);
      PrivateKey key = key(flags.file("--tls-key"), chain[0].getPublicKey().getAlgorithm());
      own.setKeyEntry("own", key, PASSWORD.toCharArray(), chain);
    }
    String authorities = flags.file("--tls-ca");
    judges = authorities != null;
    if (judges) {
      for (Certificate authority : certificates(authorities)) {
        trusted.setCertificateEntry("authority" + trusted.size(), authority);
      }
    }
  }

  /** Whether there are authorities: then a server lets nobody in without a certificate. */
  boolean judges() {
    return judges;
  }

  /** For the library's own sockets. */
  TSSLTransportParameters parameters() throws GeneralSecurityException, IOException {
    var parameters = new TSSLTransportParameters();
    if (own.size() > 0) {
      parameters.setKeyStore(stream(own), PASSWORD, null, KIND);
    }
    if (judges) {
      parameters.setTrustStore(stream(trusted), PASSWORD, null, KIND);
    }
    return parameters;
  }

  /** For Java's HTTP. */
  SSLContext context() throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KIND);
    store.load(null, null);
    return store;
  }

  private static Certificate[] certificates(String file) throws GeneralSecurityException, IOException {
    try (InputStream pem = Files.newInputStream(Path.of(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem).toArray(new Certificate[0]);
    }
  }

  /** A key in PKCS 8. */
  private static PrivateKey key(String file, String algorithm) throws GeneralSecurityException, IOException {
    String base64 = Files.readString(Path.of(file)).replaceAll("-----[^-]*-----|\\s", "");
    var key = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    return KeyFactory.getInstance(algorithm).generatePrivate(key);
  }

  private static InputStream stream(KeyStore store) throws GeneralSecurityException, IOException {
    var bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD.toCharArray());
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
