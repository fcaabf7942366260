package drydock.iotd;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still at noon of 4 May 2026 until it is set forward. */
class SetClock extends Clock {

  private volatile Instant now = Instant.parse("2026-05-04T12:00:00Z");

  void forward(Duration duration) {
    now = now.plus(duration);
  }

  /** A day that no test has asked for yet. */
  LocalDate nextDay() {
    forward(Duration.ofDays(1));
    return LocalDate.now(this);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock is in UTC");
  }
}
