package drydock.iotd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a stranger sends is the stranger's mistake, is said in one form, and holds nothing for long. */
class BadInputTest {

  private static RunningService service;

  @BeforeAll
  static void start() {
    service = new RunningService(URI.create("http://localhost:1/apod"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "the query {0} is a 400")
  @ValueSource(strings = {"date=%zz", "date=%ff", "date=%", "%zz=1", "date=2026-05-04&b=%zz"})
  void aQueryThatCannotBeReadIsA400(String query) {
    assertProblem(raw("GET /image?" + query + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 400);
  }

  @Test
  void tooManyParametersAreA4xx() {
    assertProblem(raw("GET /image?" + "a=1&".repeat(1_500) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 400);
  }

  @ParameterizedTest(name = "a body of type {0} makes no other answer than 405")
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "///"})
  void aBodyThatNobodyAskedForIsNotRead(String type) {
    for (var method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
      var answer = service.send(service.request("/image").header("Content-Type", type).method(method, BodyPublishers.ofString("a=%zz")));
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }
  }

  @ParameterizedTest(name = "who accepts \"{0}\" gets what there is")
  @ValueSource(strings = {"text/html", "image/png", "///;;", ""})
  void thereIsOneFormOfEachAnswer(String accept) {
    var answer = service.send(service.request("/health").header("Accept", accept));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
  }

  @ParameterizedTest(name = "there is nothing at {0}")
  @ValueSource(strings = {"/error", "/health;a=b", "/;/health", "//health", "/health/"})
  void noAddressIsThereThatNobodyMade(String path) {
    assertProblem(raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 404);
  }

  @ParameterizedTest(name = "what the server itself refuses is a problem too: {0}")
  @ValueSource(strings = {"GET /image HTTP/1.1", "GET /a%2fb HTTP/1.1\r\nHost: h", "GET /../image HTTP/1.1\r\nHost: h",
      "GET /image HTTP/1.1\r\nHost: h\r\nContent-Length: -1", "GET /image HTTP/1.1\r\nHost: h\r\nX: a\0b"})
  void whatTheServerRefusesIsAProblem(String head) {
    assertProblem(raw(head + "\r\n\r\n"), 400);
  }

  @Test
  void traceIsAProblemToo() {
    assertProblem(raw("TRACE /image HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 405);
  }

  private static void assertProblem(String answer, int status) {
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
    var body = answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    assertThat(new JsonMapper().readTree(body).get("status").asInt()).isEqualTo(status);
  }

  /** All that is answered to these bytes, until the service closes the connection. */
  private static String raw(String text) {
    try (var socket = connect()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failed) {
      throw new IllegalStateException("the service did not answer", failed);
    }
  }

  private static Socket connect() throws IOException {
    var socket = new Socket("localhost", service.request("/").build().uri().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @ParameterizedTest(name = "a client that sends {0} byte by byte is cut off")
  @ValueSource(strings = {"GET /image HTTP/1.1\r\nX: ", "POST /image HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n"})
  void aSlowClientIsCutOff(String beginning) throws InterruptedException {
    var begun = Instant.now();
    try (var socket = connect()) {
      var output = socket.getOutputStream();
      output.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      while (Duration.between(begun, Instant.now()).toSeconds() < 18) {
        output.write('x');
        Thread.sleep(500);
      }
    } catch (IOException cutOff) {
      return;
    }
    throw new AssertionError("the connection is still open after 18 s");
  }
}
