package drydock.iotd.picture;

import java.time.Duration;

/** The upstream was not asked: it has failed too often just now, or wants to be left alone. */
class LeftAloneException extends UpstreamException {

  LeftAloneException(Duration left) {
    super("is left alone for a while, since it does not answer", left, null);
  }
}
