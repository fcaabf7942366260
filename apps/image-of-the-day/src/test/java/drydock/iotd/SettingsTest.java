package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings have defaults that work, and a wrong one is refused by name. */
class SettingsTest {

  @Test
  void anEmptyEnvironmentIsEnough() {
    assertThat(Settings.from(Map.of()))
        .isEqualTo(new Settings(
            80,
            URI.create("http://apod/planetary/apod"),
            "DEMO_KEY",
            Duration.ofSeconds(3),
            Duration.ofHours(1),
            Duration.ofSeconds(5)));
  }

  @Test
  void theEnvironmentWins() {
    var settings = Settings.from(Map.of("PORT", "8080", "APOD_URL", "https://example.org/apod", "CACHE_SECONDS", "60"));
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.apodUrl()).hasToString("https://example.org/apod");
    assertThat(settings.cacheTime()).isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest(name = "{0}={1} is refused")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "PORT            | http              | a whole number from 1 to 65535",
    "PORT            | 0                 | a whole number from 1 to 65535",
    "PORT            | 65536             | a whole number from 1 to 65535",
    "PORT            | ``                | a whole number from 1 to 65535",
    "APOD_TIMEOUT_MS | -1                | a whole number from 1 to 60000",
    "CACHE_SECONDS   | 1h                | a whole number from 1 to 86400",
    "RETRY_SECONDS   | 99999999999999    | a whole number from 1 to 3600",
    "APOD_KEY        | ``                | a text that is not empty",
    "APOD_URL        | apod              | an address that starts with http:// or https://",
    "APOD_URL        | ftp://apod/       | an address that starts with http:// or https://",
    "APOD_URL        | http://           | an address that starts with http:// or https://",
    "APOD_URL        | http://a b/       | an address that starts with http:// or https://",
  })
  void aWrongSettingIsRefusedByName(String name, String value, String expected) {
    assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
        .isInstanceOf(SettingException.class)
        .hasMessage("%s is \"%s\", expected %s", name, value, expected);
  }
}
