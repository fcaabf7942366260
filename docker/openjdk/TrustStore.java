import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

// Turns a bundle of PEM certificates into the file that Java trusts by default.
//   java TrustStore.java ca-certificates.crt cacerts
void main(String[] args) throws Exception {
  var bundle = Path.of(args[0]);
  var trustStore = Path.of(args[1]);

  // Java opens its default trust store without a password, so nothing in it may be encrypted.
  System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
  System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
  var store = KeyStore.getInstance("PKCS12");
  store.load(null, null);

  try (var pem = Files.newInputStream(bundle)) {
    for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      store.setCertificateEntry("mozilla-%03d".formatted(store.size()), certificate);
    }
  }
  if (store.size() == 0) {
    throw new IllegalArgumentException("no certificate in " + bundle);
  }
  Files.createDirectories(trustStore.getParent());
  try (var out = Files.newOutputStream(trustStore)) {
    store.store(out, null);
  }
  IO.println("%s trusts %d authorities".formatted(trustStore, store.size()));
}
