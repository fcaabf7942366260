package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** What all services of this repository promise: health, metrics, log lines and problems. */
@ExtendWith(OutputCaptureExtension.class)
class HttpTest {

  private static RunningService service;

  @BeforeAll
  static void start() {
    // Nothing listens there: what follows must not depend on the upstream.
    service = new RunningService(URI.create("http://localhost:1/apod"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void itIsHealthyWhateverTheUpstreamDoes() {
    var answer = service.get("/health");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.http().body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void requestsAreCountedAndTimedByRouteMethodAndStatus() {
    service.get("/no/such/thing");
    service.send(service.request("/health").method("BREW", HttpRequest.BodyPublishers.noBody()));
    service.get("/health");
    var answer = service.get("/metrics");
    assertThat(answer.header("content-type")).startsWith("text/plain");
    assertThat(answer.http().body())
        .contains("http_requests_total{method=\"GET\",route=\"/health\",status=\"200\"}")
        .contains("http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}")
        .contains("http_requests_total{method=\"other\",route=\"none\",status=\"405\"}")
        .contains("http_request_duration_seconds_bucket{method=\"GET\",route=\"/health\",status=\"200\",le=\"0.25\"}")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void aRequestIsOneLineOfJson(CapturedOutput output) {
    service.send(service.request("/health?secret=1")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    var line = output.getOut().lines().filter(text -> text.contains("0af7651916cd43dd")).toList();
    assertThat(line).hasSize(1);
    var log = new JsonMapper().readTree(line.getFirst());
    assertThat(log.get("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.\\d]*(Z|[+-]\\d\\d:\\d\\d)");
    assertThat(log.get("level").asString()).isEqualTo("INFO");
    assertThat(log.get("msg").asString()).isEqualTo("request");
    assertThat(log.get("service").asString()).isEqualTo("image-of-the-day");
    assertThat(log.get("traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(log.get("method").asString()).isEqualTo("GET");
    assertThat(log.get("path").asString()).isEqualTo("/health");
    assertThat(log.get("status").asInt()).isEqualTo(200);
    assertThat(log.get("durationMs").isNumber()).isTrue();
  }

  @ParameterizedTest(name = "the date \"{0}\" is a 400")
  @ValueSource(strings = {"", "today", "2026-13-01", "2025-02-29", "2026-1-1", "1995-06-15", "2026-05-05", "2020-01-01Z"})
  void aBadDateIsA400(String date) {
    assertProblem(service.get("/image?date=" + date), 400, "Bad Request", "date is");
  }

  @Test
  void anUnknownAddressIsA404() {
    assertProblem(service.get("/no/such/thing"), 404, "Not Found", "no/such/thing");
  }

  @Test
  void aWrongMethodIsA405ThatNamesTheRightOnes() {
    var answer = service.send(service.request("/image").POST(HttpRequest.BodyPublishers.ofString("x")));
    assertProblem(answer, 405, "Method Not Allowed", "POST");
    assertThat(answer.header("allow")).contains("GET");
  }

  private static void assertProblem(RunningService.Answer answer, int status, String title, String detail) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    var problem = answer.json();
    assertThat(problem.get("type").asString()).isEqualTo("about:blank");
    assertThat(problem.get("title").asString()).isEqualTo(title);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asString()).contains(detail);
  }
}
