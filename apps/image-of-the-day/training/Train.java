import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

// Runs the service once to learn which classes it loads, then once more to see that they come out of the
// cache that Java made of them.
//   java -cp FOLDER Train /apod CACHE java @/app/java.options …   (its last two words: -jar JAR)

static final String SERVICE = "http://localhost:8080";
static final Path LOADED = Path.of("/tmp/loaded");
static final Duration PATIENCE = Duration.ofMinutes(2);
static final double LEAST_SHARE = 0.95;

/** What callers ask, and what they are answered. Code that ran in training is there at the start. */
static final Map<String, Integer> REQUESTS = Map.of(
    "/image", 200, "/image?date=2020-01-01", 200, "/image?date=soon", 400, "/none", 404, "/metrics", 200, "/health", 200);

void main(String[] args) throws Exception {
  var cache = args[1];
  var command = List.of(args).subList(2, args.length);
  var apod = start(List.of(args[0]), Map.of("PORT", "8081"));
  try {
    serve(command, "-XX:AOTCacheOutput=" + cache);
    serve(command, "-XX:AOTCache=" + cache, "-XX:AOTMode=on", "-Xlog:class+load:file=" + LOADED);
  } finally {
    apod.destroyForcibly().waitFor();
  }
  checkLoaded();
}

static void serve(List<String> command, String... options) throws Exception {
  var withOptions = Stream.of(command.subList(0, command.size() - 2), List.of(options), command.subList(command.size() - 2, command.size()))
      .flatMap(List::stream).toList();
  var service = start(withOptions, Map.of("PORT", "8080", "APOD_URL", "http://localhost:8081/planetary/apod"));
  try (var http = HttpClient.newHttpClient()) {
    waitUntilReady(http, service);
    for (var request : REQUESTS.entrySet()) {
      expect(request.getValue(), status(http, request.getKey()), request.getKey());
    }
    // The cache is written when the service ends.
    service.destroy();
    if (!service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the service did not end within " + PATIENCE);
    }
    expect(0, service.exitValue(), "the end of the service");
  } finally {
    service.destroyForcibly();
  }
}

static Process start(List<String> command, Map<String, String> environment) throws IOException {
  var builder = new ProcessBuilder(command).inheritIO();
  builder.environment().putAll(environment);
  return builder.start();
}

static void waitUntilReady(HttpClient http, Process service) throws Exception {
  var end = Instant.now().plus(PATIENCE);
  while (true) {
    try {
      expect(200, status(http, "/health"), "/health");
      return;
    } catch (IOException notYet) {
      if (!service.isAlive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException("the service did not start", notYet);
      }
      Thread.sleep(50);
    }
  }
}

static int status(HttpClient http, String path) throws IOException, InterruptedException {
  return http.send(HttpRequest.newBuilder(URI.create(SERVICE + path)).build(), BodyHandlers.discarding()).statusCode();
}

static void expect(int expected, int actual, String what) {
  if (expected != actual) {
    throw new IllegalStateException("%s: %d, expected %d".formatted(what, actual, expected));
  }
}

static void checkLoaded() throws IOException {
  var lines = Files.readAllLines(LOADED).stream().filter(line -> line.contains(" source: ")).toList();
  var cached = lines.stream().filter(line -> line.contains("source: shared objects file")).count();
  IO.println("%d of %d classes came from the cache".formatted(cached, lines.size()));
  if (cached < LEAST_SHARE * lines.size()) {
    throw new IllegalStateException("expected at least %.0f %%".formatted(100 * LEAST_SHARE));
  }
}
