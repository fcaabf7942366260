package drydock.iotd;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a port of its own, asked over HTTP like anyone asks it. */
class RunningService implements AutoCloseable {

  static final Duration APOD_TIMEOUT = Duration.ofMillis(1_500);
  static final Duration CACHE_TIME = Duration.ofHours(1);
  static final Duration RETRY_TIME = Duration.ofSeconds(5);

  private static final int MOST_CALLS = 10;
  private static final JsonMapper JSON = new JsonMapper();
  private LocalDate unaskedDay = LocalDate.of(1999, 1, 1);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  /** Its time is the test's, so that an hour need not be waited for. */
  final SetClock clock = new SetClock();

  RunningService(URI apodUrl) {
    var settings = new Settings(0, apodUrl, "a key", APOD_TIMEOUT, CACHE_TIME, RETRY_TIME);
    context = ImageOfTheDay.with(settings, clock).run();
  }

  record Answer(int status, HttpResponse<String> http) {

    JsonNode json() {
      return JSON.readTree(http.body());
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  /** Lets the breaker find out that the upstream is well. On a busy machine it may take more than one call. */
  void untilUpstreamIsWell() {
    for (var call = 0; call < MOST_CALLS; call++) {
      clock.forward(RETRY_TIME);
      unaskedDay = unaskedDay.plusDays(1);
      if (get("/image?date=" + unaskedDay).status() == 200) {
        return;
      }
    }
    throw new IllegalStateException("no picture in %d calls of a healthy upstream".formatted(MOST_CALLS));
  }

  Answer get(String path) {
    return send(request(path));
  }

  HttpRequest.Builder request(String path) {
    var port = ((WebServerApplicationContext) context).getWebServer().getPort();
    return HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException("the service did not answer", failed);
    }
  }

  @Override
  public void close() {
    http.close();
    context.close();
  }
}
