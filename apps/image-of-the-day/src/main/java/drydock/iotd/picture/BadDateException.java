package drydock.iotd.picture;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A date that no picture can have. */
class BadDateException extends ErrorResponseException {

  BadDateException(String detail) {
    super(HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
  }
}
