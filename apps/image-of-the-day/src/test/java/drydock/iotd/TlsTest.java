package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public service speaks TLS. A Java runtime that was cut down must have kept what that takes. */
class TlsTest {

  private static final char[] PASSWORD = "not a secret".toCharArray();

  @TempDir
  private Path folder;

  @ParameterizedTest(name = "an upstream with an {0} key is asked when its certificate is trusted, else not")
  @ValueSource(strings = {"EC", "RSA"})
  void anUpstreamIsAskedWhenItsCertificateIsTrusted(String algorithm) throws Exception {
    var key = newKey(algorithm);
    var before = SSLContext.getDefault();
    try (var apod = new FakeApod(contextOf(key, key)); var stranger = new RunningService(apod.url())) {
      assertThat(stranger.get("/image?date=2020-01-01").status()).isEqualTo(503);
      assertThat(apod.calls).isEmpty();

      SSLContext.setDefault(contextOf(null, key));
      try (var friend = new RunningService(apod.url())) {
        assertThat(friend.get("/image?date=2020-01-01").status()).isEqualTo(200);
        assertThat(apod.calls).hasSize(1);
      }
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void theAuthoritiesOfThePublicWebAreTrusted() throws Exception {
    var authorities = Arrays.stream(trustIn(null).getTrustManagers())
        .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()));
    assertThat(authorities).hasSizeGreaterThan(100);
  }

  /** A key and its own certificate, trusted by who has this store. Only a JDK has the program for it. */
  private KeyStore newKey(String algorithm) throws Exception {
    var file = folder.resolve("key.p12");
    var keytool = new ProcessBuilder(
        "keytool", "-genkeypair", "-keyalg", algorithm, "-alias", "apod", "-dname", "CN=localhost",
        "-ext", "san=dns:localhost", "-keystore", file.toString(), "-storepass", new String(PASSWORD));
    assertThat(keytool.inheritIO().start().waitFor()).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (var bytes = Files.newInputStream(file)) {
      store.load(bytes, PASSWORD);
    }
    store.setCertificateEntry("trusted", store.getCertificate("apod"));
    return store;
  }

  private static SSLContext contextOf(KeyStore key, KeyStore trusted) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trustIn(trusted).getTrustManagers(), null);
    return context;
  }

  /** Null is what Java trusts by itself. */
  private static TrustManagerFactory trustIn(KeyStore trusted) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }
}
