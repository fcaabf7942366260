package drydock.iotd.picture;

import drydock.iotd.request.Trace;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of the upstream: its place in the trace, what came of it, and its line in the log when it is over. */
final class Attempt implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Attempts attempts;
  private final URI address;
  private final Trace trace;
  private final String breaker;
  private final String spanId = Trace.newSpanId();
  private final long beganNanos = System.nanoTime();
  private String result = "bug";
  private boolean isFailure = true;
  private Duration hold = Duration.ZERO;

  Attempt(Attempts attempts, URI address, Trace trace, CircuitBreaker.State breaker) {
    this.attempts = attempts;
    this.address = address;
    this.trace = trace;
    this.breaker = breaker.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String traceparent() {
    return trace.forCall(spanId);
  }

  /** The upstream has answered, if only to say no. Returns for how long it asks to be left alone. */
  Duration answered(int status, String retryAfter) {
    result = Integer.toString(status);
    isFailure = status == 429 || status >= 500;
    hold = status == 429 || status == 503
        ? Attempts.bearable(RetryAfter.parse(retryAfter, attempts.now()))
        : Duration.ZERO;
    return hold;
  }

  /** It has not, or in a way that nobody understands. */
  void failed(String reason) {
    result = reason;
    isFailure = true;
  }

  @Override
  public void close() {
    attempts.learn(isFailure, hold, took());
    log(result);
  }

  void log(String result) {
    attempts.count(result, took());
    LOG.atInfo()
        .addKeyValue("traceId", trace.traceId())
        .addKeyValue("spanId", spanId)
        .addKeyValue("peer", address.getHost())
        .addKeyValue("method", "GET")
        .addKeyValue("path", address.getPath())
        .addKeyValue("attempt", 1) // a day that failed is asked for again by the next request
        .addKeyValue("result", result)
        .addKeyValue("durationMs", Math.round(took().toNanos() / 100_000.0) / 10.0)
        .addKeyValue("breaker", breaker)
        .log("call");
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }
}
