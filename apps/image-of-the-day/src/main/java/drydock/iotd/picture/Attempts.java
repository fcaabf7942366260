package drydock.iotd.picture;

import drydock.iotd.Settings;
import drydock.iotd.request.Trace;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets calls of the upstream through, one at a time when nobody knows whether it is back, and none while it only fails.
 */
@Component
class Attempts {

  private static final int FAILURES_TO_OPEN = 3;
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);
  private static final Map<CircuitBreaker.State, Double> OPENNESS =
      Map.of(CircuitBreaker.State.CLOSED, 0.0, CircuitBreaker.State.HALF_OPEN, 0.5, CircuitBreaker.State.OPEN, 1.0);

  private final CircuitBreaker breaker;
  private final Settings settings;
  private final Clock clock;
  private final MeterRegistry metrics;
  private Instant openUntil = Instant.MIN;

  Attempts(Settings settings, Clock clock, MeterRegistry metrics) {
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    // Open after so many failures in a row. Then one call finds out, and opens or closes it.
    var config = CircuitBreakerConfig.custom()
        .slidingWindowSize(FAILURES_TO_OPEN)
        .minimumNumberOfCalls(FAILURES_TO_OPEN)
        .failureRateThreshold(100)
        .permittedNumberOfCallsInHalfOpenState(1)
        .waitDurationInOpenState(settings.retryTime())
        .clock(clock)
        .build();
    this.breaker = CircuitBreaker.of(settings.apodUrl().getHost(), config);
    metrics.gauge("breaker.open", breaker, one -> OPENNESS.getOrDefault(one.getState(), 1.0));
  }

  /** Begins an attempt, which has to be closed. A LeftAloneException when none is made. */
  Attempt begin(URI address, Trace trace) {
    var isPermitted = breaker.tryAcquirePermission();
    var attempt = new Attempt(this, address, trace, breaker.getState());
    if (isPermitted) {
      return attempt;
    }
    attempt.log("not made");
    throw new LeftAloneException(left());
  }

  /** What an attempt has shown. A hold is for how long the upstream asked to be left alone; zero when it did not. */
  synchronized void learn(boolean isFailure, Duration hold, Duration took) {
    if (!isFailure) {
      breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
      return;
    }
    breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException("it failed"));
    if (hold.isPositive() && breaker.getState() != CircuitBreaker.State.OPEN) {
      breaker.transitionToOpenStateFor(hold);
      openUntil = clock.instant().plus(hold);
    } else if (breaker.getState() == CircuitBreaker.State.OPEN) {
      openUntil = clock.instant().plus(settings.retryTime());
    }
  }

  void count(String result, Duration took) {
    metrics.timer("outgoing.calls", "peer", settings.apodUrl().getHost(), "result", result).record(took);
  }

  static Duration bearable(Duration hold) {
    return hold.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : hold;
  }

  Instant now() {
    return clock.instant();
  }

  private synchronized Duration left() {
    var left = Duration.between(clock.instant(), openUntil);
    return left.isPositive() ? left : Duration.ofSeconds(1);
  }
}
