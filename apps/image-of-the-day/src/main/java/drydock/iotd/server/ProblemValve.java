package drydock.iotd.server;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Says in the form of all other errors what Tomcat itself refuses, before any of the service's code has run. */
class ProblemValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    var status = HttpStatus.resolve(response.getStatus());
    if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      // Nothing of the request is in it: who could not be understood is not quoted.
      response.getReporter().write(
          "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"the server cannot take this request\"}"
              .formatted(status.getReasonPhrase(), status.value()));
      response.finishResponse();
    } catch (IOException gone) {
      container.getLogger().debug("nobody is there to be answered", gone);
    }
  }
}
