package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GET /image: which picture is given, and how often the upstream is asked for it. */
class PictureTest {

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
    apod.calls.clear();
    apod.answer = FakeApod.HEALTHY;
  }

  @Test
  void withoutADateItIsTodays() {
    var today = service.clock.nextDay().toString();
    var answer = service.get("/image");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    var picture = answer.json();
    assertThat(picture.get("date").asString()).isEqualTo(today);
    assertThat(picture.get("url").asString()).isEqualTo("http://apod/image/%s.png", today);
    assertThat(picture.get("caption").asString()).isEqualTo("Stars.");
    assertThat(picture.get("stale").asBoolean()).isFalse();
    assertThat(picture.has("copyright")).isFalse();
  }

  @Test
  void theKeyAndTheTraceReachTheUpstream() {
    var trace = "0af7651916cd43dd8448eb211c80319c";
    service.send(service.request("/image?date=2020-01-01")
        .header("traceparent", "00-%s-b7ad6b7169203331-01".formatted(trace)));
    assertThat(apod.calls).singleElement().satisfies(call -> {
      assertThat(call.key()).isEqualTo("a key");
      assertThat(call.traceparent()).matches("00-%s-[0-9a-f]{16}-01".formatted(trace));
    });
  }

  @Test
  void aSecondRequestIsServedFromTheCacheUntilItExpires() {
    service.get("/image?date=2020-01-02");
    service.get("/image?date=2020-01-02");
    assertThat(apod.calls).hasSize(1);
    service.clock.forward(RunningService.CACHE_TIME);
    service.get("/image?date=2020-01-02");
    assertThat(apod.calls).hasSize(2);
  }

  @Test
  void simultaneousRequestsShareOneUpstreamCall() {
    var everyoneIsWaiting = new CountDownLatch(1);
    apod.answer = (call, date) -> {
      everyoneIsWaiting.await();
      FakeApod.reply(call, 200, FakeApod.picture(date));
    };
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = IntStream.range(0, 20)
          .mapToObj(caller -> CompletableFuture.supplyAsync(() -> service.get("/image?date=2020-01-03"), callers))
          .toList();
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(everyoneIsWaiting::countDown);
      assertThat(answers).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }
    assertThat(apod.calls).hasSize(1);
  }

  @Test
  void whereTodaysEntryIsNotOutYetYesterdaysIsTheNewest() {
    var today = service.clock.nextDay();
    var yesterday = today.minusDays(1).toString();
    apod.answer = (call, date) ->
        FakeApod.reply(call, date.equals(yesterday) ? 200 : 400, FakeApod.picture(date));
    assertThat(service.get("/image").json().get("date").asString()).isEqualTo(yesterday);
    assertThat(apod.calls).extracting(FakeApod.Call::date).containsExactly(today.toString(), yesterday);
  }

  @Test
  void aVideoIsSkippedForTheDayBefore() {
    apod.answer = (call, date) ->
        FakeApod.reply(call, 200, date.equals("2020-02-01") ? FakeApod.picture(date) : FakeApod.video(date));
    var picture = service.get("/image?date=2020-02-03").json();
    assertThat(picture.get("date").asString()).isEqualTo("2020-02-01");
    assertThat(apod.calls).extracting(FakeApod.Call::date).containsExactly("2020-02-03", "2020-02-02", "2020-02-01");
  }

  @Test
  void afterTenDaysOfVideosThereIsNoPicture() {
    apod.answer = (call, date) -> FakeApod.reply(call, 200, FakeApod.video(date));
    assertThat(service.get("/image?date=2020-03-30").status()).isEqualTo(404);
    assertThat(apod.calls).hasSize(11);
  }

  @Test
  void aDayThatTheUpstreamDoesNotKnowIsNotFound() {
    apod.answer = (call, date) -> FakeApod.reply(call, 404, "{}");
    var answer = service.get("/image?date=2020-04-01");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("detail").asString()).isEqualTo("there is no picture for 2020-04-01");
  }
}
