package drydock.iotd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real server in the upstream's place, which answers as each test wishes. */
class FakeApod implements AutoCloseable {

  /** What the upstream does with a request. */
  interface Answer {
    void to(HttpExchange call, String date) throws IOException, InterruptedException;
  }

  record Call(String date, String key, String traceparent) {}

  static final Answer HEALTHY = (call, date) -> reply(call, 200, picture(date));

  final List<Call> calls = new CopyOnWriteArrayList<>();
  volatile Answer answer = HEALTHY;
  private final HttpServer server;

  FakeApod() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/apod", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:%d/apod".formatted(server.getAddress().getPort()));
  }

  private void handle(HttpExchange call) throws IOException {
    try (call) {
      var query = call.getRequestURI().getQuery();
      var date = query.replaceAll(".*date=([^&]*).*", "$1");
      var key = query.replaceAll(".*api_key=([^&]*).*", "$1");
      calls.add(new Call(date, key, call.getRequestHeaders().getFirst("traceparent")));
      answer.to(call, date);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  static void reply(HttpExchange call, int status, String body) throws IOException {
    call.sendResponseHeaders(status, body.length());
    call.getResponseBody().write(body.getBytes());
  }

  static String picture(String date) {
    return entry(date, "image");
  }

  static String video(String date) {
    return entry(date, "video");
  }

  private static String entry(String date, String mediaType) {
    return """
        {"date": "%1$s", "media_type": "%2$s", "url": "http://apod/image/%1$s.png", "title": "Sky of %1$s",
         "explanation": "Stars.", "service_version": "v1"}""".formatted(date, mediaType);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
