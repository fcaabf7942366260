package drydock.iotd.request;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Gives each request its trace, then one log line and its share of the metrics. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);

  // Labels come from a closed set: whoever can invent label values can fill the memory.
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2_500), Duration.ofSeconds(5),
  };

  private final MeterRegistry metrics;

  RequestFilter(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var startedNanos = System.nanoTime();
    var trace = Trace.from(request.getHeader("traceparent"));
    request.setAttribute(Trace.ATTRIBUTE, trace);
    var status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    try {
      if (request.getRequestURI().contains(";")) {
        // Spring would leave out what follows: then /image;x would be one more name of /image.
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      } else {
        chain.doFilter(request, response);
      }
      status = response.getStatus();
    } finally {
      var duration = Duration.ofNanos(System.nanoTime() - startedNanos);
      log(request, trace, status, duration);
      measure(request, status, duration);
    }
  }

  private static void log(HttpServletRequest request, Trace trace, int status, Duration duration) {
    LOG.atInfo()
        .addKeyValue("traceId", trace.traceId())
        .addKeyValue("method", request.getMethod())
        .addKeyValue("path", request.getRequestURI())
        .addKeyValue("status", status)
        .addKeyValue("durationMs", Math.round(duration.toNanos() / 100_000.0) / 10.0)
        .log("request");
  }

  private void measure(HttpServletRequest request, int status, Duration duration) {
    var route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    String[] labels = {
      "route", Objects.toString(route, "none"),
      "method", METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
      "status", Integer.toString(status),
    };
    metrics.counter("http.requests", labels).increment();
    Timer.builder("http.request.duration")
        .tags(labels)
        .serviceLevelObjectives(BUCKETS)
        .register(metrics)
        .record(duration);
  }
}
