package drydock.iotd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

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
    this(HttpServer.create());
  }

  /** Speaks TLS, with the key that the context holds. */
  FakeApod(SSLContext tls) throws IOException {
    this(over(tls));
  }

  private FakeApod(HttpServer server) throws IOException {
    this.server = server;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/apod", this::handle);
    server.start();
  }

  private static HttpServer over(SSLContext tls) throws IOException {
    var server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return server;
  }

  URI url() {
    var scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create("%s://localhost:%d/apod".formatted(scheme, server.getAddress().getPort()));
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
