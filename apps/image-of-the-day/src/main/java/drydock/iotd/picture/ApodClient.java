package drydock.iotd.picture;

import drydock.iotd.Settings;
import drydock.iotd.request.Trace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks an APOD-compatible service about one day. */
@Component
class ApodClient {

  private static final int MOST_ANSWER_BYTES = 64 * 1024;

  private final RestClient http;
  private final JsonMapper json;
  private final Settings settings;
  private final Attempts attempts;

  ApodClient(Settings settings, JsonMapper json, Attempts attempts) {
    this.settings = settings;
    this.attempts = attempts;
    this.json = json;
    this.http = RestClient.builder().requestFactory(requests(settings.apodTimeout())).build();
  }

  /** Empty when the upstream knows no such day. Every other trouble is an UpstreamException. */
  Optional<ApodEntry> find(LocalDate date, Trace trace) {
    var address = address(date);
    try (var attempt = attempts.begin(address, trace)) {
      return ask(address, attempt);
    }
  }

  private Optional<ApodEntry> ask(URI address, Attempt attempt) {
    try {
      return http.get()
          .uri(address)
          .header("traceparent", attempt.traceparent())
          .exchange((request, response) -> read(response, attempt));
    } catch (ResourceAccessException unreachable) {
      // A body that comes too slowly is cancelled, with an exception that does not say why.
      attempt.failed(attempt.took().compareTo(settings.apodTimeout()) < 0 ? "unreachable" : "timeout");
      throw failed("did not answer", unreachable);
    } catch (JacksonException notJson) {
      attempt.failed("unreadable");
      throw failed("gave an answer that is no APOD entry", notJson);
    }
  }

  private Optional<ApodEntry> read(ClientHttpResponse response, Attempt attempt) throws IOException {
    var status = response.getStatusCode().value();
    var hold = attempt.answered(status, response.getHeaders().getFirst("Retry-After"));
    if (status == 400 || status == 404) {
      return Optional.empty();
    }
    if (status != 200) {
      throw new UpstreamException(
          "answered with status " + status, hold.isPositive() ? hold : settings.retryTime(), null);
    }
    var body = response.getBody().readNBytes(MOST_ANSWER_BYTES + 1);
    if (body.length > MOST_ANSWER_BYTES) {
      attempt.failed("unreadable");
      throw failed("gave an answer of more than %d bytes".formatted(MOST_ANSWER_BYTES), null);
    }
    var entry = json.readValue(body, ApodEntry.class);
    if (entry == null || !entry.isUsable()) {
      attempt.failed("unreadable");
      throw failed("gave an entry with no date or no usable url", null);
    }
    return Optional.of(entry);
  }

  private URI address(LocalDate date) {
    return UriComponentsBuilder.fromUri(settings.apodUrl())
        .queryParam("api_key", "{key}")
        .queryParam("date", "{date}")
        .encode()
        .buildAndExpand(settings.apodKey(), date)
        .toUri();
  }

  private UpstreamException failed(String reason, Throwable cause) {
    return new UpstreamException(reason, settings.retryTime(), cause);
  }

  private static JdkClientHttpRequestFactory requests(Duration timeout) {
    var client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(timeout)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
    var requests = new JdkClientHttpRequestFactory(client);
    requests.setReadTimeout(timeout);
    return requests;
  }
}
