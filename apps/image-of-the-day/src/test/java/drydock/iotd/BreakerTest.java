package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An upstream that only fails is left alone, whatever the day that is asked for, until one call finds it well. */
@ExtendWith(OutputCaptureExtension.class)
class BreakerTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);
  private static final Duration A_MOMENT = Duration.ofMillis(1);
  private static final FakeApod.Answer BROKEN = (call, date) -> FakeApod.reply(call, 500, "out of order");

  private static FakeApod apod;
  private static RunningService service;
  private static LocalDate day = LocalDate.of(2019, 1, 1);

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

  @BeforeEach
  void healUpstream() {
    apod.answer = FakeApod.HEALTHY;
    service.clock.forward(LONGEST_HOLD);
    service.untilUpstreamIsWell();
    apod.calls.clear();
  }

  @Test
  void afterThreeFailuresItIsNotAsked() {
    apod.answer = BROKEN;
    for (var i = 0; i < 10; i++) {
      assertThat(askForAnotherDay().status()).isEqualTo(503);
    }
    assertThat(apod.calls).hasSize(3);
    assertThat(askForAnotherDay().json().get("detail").asString()).contains("left alone");
  }

  @Test
  void anUpstreamThatNeverAnswersCostsNoMoreTime() {
    apod.answer = (call, date) -> Thread.sleep(60_000);
    for (var i = 0; i < 3; i++) {
      askForAnotherDay();
    }
    var startedNanos = System.nanoTime();
    for (var i = 0; i < 20; i++) {
      askForAnotherDay();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(RunningService.APOD_TIMEOUT.multipliedBy(3));
    assertThat(apod.calls).hasSize(3);
  }

  @Test
  void oneCallFindsOutThatItIsBack() {
    apod.answer = BROKEN;
    for (var i = 0; i < 3; i++) {
      askForAnotherDay();
    }
    service.clock.forward(RunningService.RETRY_TIME.plus(A_MOMENT));
    assertThat(askForAnotherDay().json().get("detail").asString()).contains("status 500");
    assertThat(askForAnotherDay().json().get("detail").asString()).contains("left alone");
    assertThat(apod.calls).hasSize(4);

    apod.answer = FakeApod.HEALTHY;
    service.clock.forward(RunningService.RETRY_TIME.plus(A_MOMENT));
    assertThat(askForAnotherDay().status()).isEqualTo(200);
    assertThat(askForAnotherDay().status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatSaysNoIsAnAnswer() {
    apod.answer = (call, date) -> FakeApod.reply(call, 404, "{}");
    for (var i = 0; i < 5; i++) {
      assertThat(askForAnotherDay().status()).isEqualTo(404);
    }
    assertThat(apod.calls).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void itIsLeftAloneForAsLongAsItAsks(int status) {
    answerWith(status, "20");
    assertThat(askForAnotherDay().header("retry-after")).isEqualTo("20");
    apod.answer = FakeApod.HEALTHY;

    service.clock.forward(Duration.ofSeconds(15));
    var tooEarly = askForAnotherDay();
    assertThat(tooEarly.status()).isEqualTo(503);
    assertThat(tooEarly.header("retry-after")).isEqualTo("5");
    assertThat(apod.calls).hasSize(1);

    service.clock.forward(Duration.ofSeconds(5).plus(A_MOMENT));
    assertThat(askForAnotherDay().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"86400, 60", "soon, 5", "-1, 5", "0, 5"})
  void itIsNotLeftAloneForLongerThanWeCanBear(String asked, String told) {
    answerWith(429, asked);
    assertThat(askForAnotherDay().header("retry-after")).isEqualTo(told);
  }

  @Test
  void aDateSaysHowLongAsWell() {
    answerWith(503, DateTimeFormatter.RFC_1123_DATE_TIME.format(service.clock.instant().plusSeconds(30).atOffset(ZoneOffset.UTC)));
    assertThat(askForAnotherDay().header("retry-after")).isEqualTo("30");
  }

  @Test
  void eachAttemptIsALineOfTheLogAndACountInTheMetrics(CapturedOutput output) {
    apod.answer = BROKEN;
    for (var i = 0; i < 4; i++) {
      askForAnotherDay();
    }
    var lines = callLines(output).stream().filter(line -> line.get("traceId").asString().equals(TRACE)).toList();
    assertThat(lines).extracting(line -> line.get("result").asString()).containsExactly("500", "500", "500", "not made");
    assertThat(lines).extracting(line -> line.get("breaker").asString()).containsExactly("closed", "closed", "closed", "open");
    assertThat(lines.getFirst().get("traceId").asString()).isEqualTo(TRACE);
    assertThat(lines.getFirst().get("peer").asString()).isEqualTo("localhost");
    assertThat(lines.getFirst().get("attempt").asInt()).isEqualTo(1);
    assertThat(apod.calls.getFirst().traceparent())
        .isEqualTo("00-%s-%s-01", TRACE, lines.getFirst().get("spanId").asString());
    assertThat(service.get("/metrics").http().body())
        .contains("outgoing_calls_seconds_count{peer=\"localhost\",result=\"500\"} ")
        .contains("outgoing_calls_seconds_count{peer=\"localhost\",result=\"not made\"} ")
        .contains("breaker_open 1.0");
  }

  private void answerWith(int status, String retryAfter) {
    apod.answer = (call, date) -> {
      call.getResponseHeaders().set("Retry-After", retryAfter);
      FakeApod.reply(call, status, "{}");
    };
  }

  /** A day of which nothing is known yet, neither a picture nor a failure. */
  private RunningService.Answer askForAnotherDay() {
    day = day.plusDays(1);
    return service.send(service.request("/image?date=" + day)
        .header("traceparent", "00-%s-b7ad6b7169203331-01".formatted(TRACE)));
  }

  private static List<JsonNode> callLines(CapturedOutput output) {
    var json = new JsonMapper();
    return output.getOut().lines()
        .filter(text -> text.contains("\"call\""))
        .map(json::readTree)
        .filter(line -> line.get("msg").asString().equals("call"))
        .toList();
  }
}
