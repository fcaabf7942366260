package drydock.iotd;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What differs from place to place, read once at the start.
 *
 * @param apodTimeout how long a request waits for the upstream, in all
 * @param cacheTime how long a picture is served without asking the upstream again
 * @param retryTime how long the upstream is left alone after it failed
 */
public record Settings(
    int port, URI apodUrl, String apodKey, Duration apodTimeout, Duration cacheTime, Duration retryTime) {

  static Settings from(Map<String, String> environment) {
    var read = new Reader(environment);
    return new Settings(
        read.number("PORT", 80, 1, 65_535),
        read.httpUrl("APOD_URL", "http://apod/planetary/apod"),
        read.text("APOD_KEY", "DEMO_KEY"),
        Duration.ofMillis(read.number("APOD_TIMEOUT_MS", 3_000, 1, 60_000)),
        Duration.ofSeconds(read.number("CACHE_SECONDS", 3_600, 1, 86_400)),
        Duration.ofSeconds(read.number("RETRY_SECONDS", 5, 1, 3_600)));
  }

  private record Reader(Map<String, String> environment) {

    String text(String name, String otherwise) {
      var value = environment.getOrDefault(name, otherwise);
      if (value.isBlank()) {
        throw new SettingException(name, value, "a text that is not empty");
      }
      return value;
    }

    int number(String name, int otherwise, int least, int most) {
      var value = environment.getOrDefault(name, Integer.toString(otherwise));
      try {
        var number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // Falls through to the same message: the reader needs the range either way.
      }
      throw new SettingException(name, value, "a whole number from %d to %d".formatted(least, most));
    }

    URI httpUrl(String name, String otherwise) {
      var value = environment.getOrDefault(name, otherwise);
      return HttpUrl.parse(value)
          .orElseThrow(() -> new SettingException(name, value, "an address that starts with http:// or https://"));
    }
  }
}
