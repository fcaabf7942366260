package drydock.iotd.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.RequestInfo;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Closes the connection of a request that does not arrive in time. Tomcat's own limit starts anew with every byte:
 * whoever sends one now and then would stay for hours.
 */
public class ImpatientProtocol extends Http11NioProtocol {

  private static final Duration REQUEST_TIME = Duration.ofSeconds(10);

  /** By the connections whose request has begun to arrive. */
  private final Map<SocketWrapperBase<?>, Arrival> begun = new ConcurrentHashMap<>();

  private record Arrival(long sinceNanos, RequestInfo request) {

    /** The time that the service itself takes is not its client's. */
    Arrival withoutServiceTime(long now) {
      return request.getStage() == Constants.STAGE_SERVICE ? new Arrival(now, request) : this;
    }
  }

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
        begun.putIfAbsent(connection, new Arrival(System.nanoTime(), request.getRequestProcessor()));
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
    var now = System.nanoTime();
    begun.replaceAll((connection, arrival) -> arrival.withoutServiceTime(now));
    begun.forEach((connection, arrival) -> {
      if (now - arrival.sinceNanos() > REQUEST_TIME.toNanos()) {
        connection.close();
      }
      if (connection.isClosed()) {
        begun.remove(connection);
      }
    });
  }
}
