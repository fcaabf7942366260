package drydock.iotd.picture;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header by which a service says for how long to leave it alone. */
final class RetryAfter {

  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /** Seconds, or the time up to a date; zero when there is neither. */
  static Duration parse(String header, Instant now) {
    if (header == null) {
      return Duration.ZERO;
    }
    if (header.matches("[0-9]{1,%d}".formatted(MOST_DIGITS))) {
      return Duration.ofSeconds(Integer.parseInt(header));
    }
    try {
      var until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeException neither) {
      return Duration.ZERO;
    }
  }
}
