package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GET /image while the upstream fails: a kept picture marked stale, else 503, and never a long wait. */
class UpstreamFailureTest {

  private static final FakeApod.Answer BROKEN = (call, date) -> FakeApod.reply(call, 500, "out of order");

  private static FakeApod apod;
  private static RunningService service;

  @BeforeAll
  static void start() throws IOException {
    apod = new FakeApod();
    service = new RunningService(apod.url());
  }

  @AfterAll
  static void stop() {
    service.close();
    apod.close();
  }

  // Each test asks for days of its own, so that none finds what another left in memory.
  @BeforeEach
  void healUpstream() {
    apod.answer = FakeApod.HEALTHY;
    service.untilUpstreamIsWell();
    apod.calls.clear();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure("answers 500", BROKEN, "answered with status 500"),
        failure("refuses the key", (call, date) -> FakeApod.reply(call, 403, "{}"), "answered with status 403"),
        failure("hangs up", (call, date) -> {}, "did not answer"),
        failure("answers no JSON", (call, date) -> FakeApod.reply(call, 200, "<html>"), "is no APOD entry"),
        failure("answers null", (call, date) -> FakeApod.reply(call, 200, "null"), "no date or no usable url"),
        failure("names a file", (call, date) ->
            FakeApod.reply(call, 200, FakeApod.picture(date).replace("http:", "file:")), "no date or no usable url"),
        failure("answers too much", (call, date) -> FakeApod.reply(call, 200, " ".repeat(100_000)), "more than 65536 bytes"),
        failure("never answers", (call, date) -> Thread.sleep(60_000), "did not answer|took more than 1500 ms"),
        failure("answers a byte at a time", (call, date) -> {
          call.sendResponseHeaders(200, 0);
          for (var sent = 0; sent < 600; sent++) {
            call.getResponseBody().write(' ');
            call.getResponseBody().flush();
            Thread.sleep(100);
          }
        }, "did not answer|took more than 1500 ms"));
  }

  @ParameterizedTest(name = "an upstream that {0} is a 503 that says when to come back")
  @MethodSource("failures")
  void withNothingKeptItIsA503(String name, FakeApod.Answer answer, String reason) {
    var today = service.clock.nextDay();
    apod.answer = answer;
    var startedNanos = System.nanoTime();
    var response = service.get("/image?date=" + today);
    assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(RunningService.APOD_TIMEOUT.multipliedBy(2));
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).isEqualTo("5");
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertThat(response.json().get("detail").asString()).containsPattern(reason);
  }

  @Test
  void aKeptPictureIsServedMarkedStaleAndFreshAgainAfterwards() {
    service.get("/image?date=2020-01-01");
    service.clock.forward(RunningService.CACHE_TIME);

    apod.answer = BROKEN;
    var stale = service.get("/image?date=2020-01-01");
    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.json().get("stale").asBoolean()).isTrue();

    apod.answer = FakeApod.HEALTHY;
    service.clock.forward(RunningService.RETRY_TIME);
    assertThat(service.get("/image?date=2020-01-01").json().get("stale").asBoolean()).isFalse();
  }

  @Test
  void todayFallsBackToTheNewestKeptPictureButAnotherDayDoesNot() {
    service.clock.nextDay();
    service.get("/image?date=2020-02-02");
    service.get("/image?date=2020-02-01");
    apod.answer = BROKEN;
    var today = service.get("/image");
    assertThat(today.status()).isEqualTo(200);
    assertThat(today.json().get("date").asString()).isEqualTo("2020-02-02");
    assertThat(today.json().get("stale").asBoolean()).isTrue();
    assertThat(service.get("/image?date=2020-02-03").status()).isEqualTo(503);
  }

  @Test
  void aFailedUpstreamIsLeftAloneForAWhile() {
    apod.answer = BROKEN;
    service.get("/image?date=2020-03-01");
    service.get("/image?date=2020-03-01");
    assertThat(apod.calls).hasSize(1);
    service.clock.forward(RunningService.RETRY_TIME);
    service.get("/image?date=2020-03-01");
    assertThat(apod.calls).hasSize(2);
  }

  private static Arguments failure(String name, FakeApod.Answer answer, String reason) {
    return Arguments.of(name, answer, reason);
  }
}
