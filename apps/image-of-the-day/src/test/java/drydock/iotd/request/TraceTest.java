package drydock.iotd.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A valid traceparent is carried on; anything else starts a new trace. */
class TraceTest {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String VALID = "00-" + TRACE_ID + "-b7ad6b7169203331-01";

  @Test
  void aCallKeepsTheTraceAndGetsASpanOfItsOwn() {
    assertThat(Trace.from(VALID).forCall(Trace.newSpanId()))
        .matches("00-" + TRACE_ID + "-[0-9a-f]{16}-01")
        .isNotEqualTo(VALID);
  }

  @Test
  void aLaterVersionMayHaveMoreFields() {
    assertThat(Trace.from("cc" + VALID.substring(2) + "-what-comes").traceId()).isEqualTo(TRACE_ID);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {
    "",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  })
  void anythingElseStartsANewTrace(String traceparent) {
    var trace = Trace.from(traceparent);
    assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualToIgnoringCase(TRACE_ID);
    assertThat(Trace.from(trace.forCall(Trace.newSpanId())).traceId()).isEqualTo(trace.traceId());
  }
}
