package drydock.iotd;

import java.net.URI;
import java.util.Optional;

public final class HttpUrl {

  private HttpUrl() {}

  /** The address, if there is one and it is whole: http or https, and a host. */
  public static Optional<URI> parse(String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      var url = URI.create(text);
      var isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return isHttp && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
