import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;

/** Tells the age of the moon in days, on port 8080. */
public class Moon {
    private static final double MONTH_DAYS = 29.530588;
    private static final Instant NEW_MOON = Instant.parse("2000-01-06T18:14:00Z");

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            double days = (Instant.now().getEpochSecond() - NEW_MOON.getEpochSecond()) / 86_400.0 % MONTH_DAYS;
            byte[] body = "moon: %.1f days old%n".formatted(days).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
