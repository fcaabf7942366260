package drydock.iotd.picture;

import java.time.Duration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The upstream gave no usable answer, and nothing in memory can stand in for it. */
class UpstreamException extends ErrorResponseException {

  UpstreamException(String reason, Duration retryTime, Throwable cause) {
    super(
        HttpStatus.SERVICE_UNAVAILABLE,
        ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "the picture service " + reason),
        cause);
    // Rounded up: who comes back a little too early is told to wait once more.
    getHeaders().set("Retry-After", Long.toString(Math.max(1, retryTime.plusMillis(999).toSeconds())));
  }

  /** One line, with what lies at the bottom of it. Callers are told less. */
  String forLog() {
    var root = NestedExceptionUtils.getRootCause(this);
    return root == null ? getBody().getDetail() : "%s: %s".formatted(getBody().getDetail(), root);
  }
}
