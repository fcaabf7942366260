package drydock.iotd.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Closes the connection of a request that is not over in time. Tomcat's own limit starts anew with every byte:
 * whoever sends one now and then would stay for hours.
 */
public class ImpatientProtocol extends Http11NioProtocol {

  private static final Duration REQUEST_TIME = Duration.ofSeconds(10);

  /** Since when, in nanoseconds, by the connections whose request has begun to arrive. */
  private final Map<SocketWrapperBase<?>, Long> begun = new ConcurrentHashMap<>();

  @Override
  public void start() throws Exception {
    super.start();
    getUtilityExecutor().scheduleWithFixedDelay(this::closeLate, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  protected Processor createProcessor() {
    return new Http11Processor(this, getAdapter()) {
      @Override
      public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        begun.putIfAbsent(connection, System.nanoTime());
        var state = SocketState.CLOSED;
        try {
          state = super.service(connection);
          return state;
        } finally {
          // LONG: the head has come in part, and service is called again when there is more of it.
          if (state != SocketState.LONG) {
            begun.remove(connection);
          }
        }
      }
    };
  }

  private void closeLate() {
    var latest = System.nanoTime() - REQUEST_TIME.toNanos();
    begun.forEach((connection, since) -> {
      if (since - latest < 0) {
        connection.close();
      }
      if (connection.isClosed()) {
        begun.remove(connection);
      }
    });
  }
}
