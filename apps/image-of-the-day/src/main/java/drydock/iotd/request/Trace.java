package drydock.iotd.request;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Which chain of calls a request belongs to, as W3C Trace Context writes it. */
public record Trace(String traceId, String spanId, String flags) {

  /** The name of the request attribute that holds the trace. */
  public static final String ATTRIBUTE = "drydock.trace";

  // Four fields. A version later than 00 may add more, and ff is no version.
  private static final Pattern TRACEPARENT = Pattern.compile(
      "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** The caller's trace, or a new one when the header is absent or no valid one. */
  static Trace from(String traceparent) {
    var match = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    if (!match.matches() || (match.group(4) != null && traceparent.startsWith("00"))) {
      return new Trace(randomHex() + randomHex(), randomHex(), "01");
    }
    return new Trace(match.group(1), match.group(2), match.group(3));
  }

  /** The header for one call that this service makes in turn, which has a span of its own. */
  public String forCall(String callSpanId) {
    return "00-%s-%s-%s".formatted(traceId, callSpanId, flags);
  }

  public static String newSpanId() {
    return randomHex();
  }

  private static String randomHex() {
    long value;
    do {
      value = ThreadLocalRandom.current().nextLong();
    } while (value == 0);
    return "%016x".formatted(value);
  }
}
