package drydock.iotd.picture;

import java.time.LocalDate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A good date for which the upstream has nothing to show. */
class NoPictureException extends ErrorResponseException {

  NoPictureException(LocalDate date) {
    super(
        HttpStatus.NOT_FOUND,
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "there is no picture for %s".formatted(date)),
        null);
  }
}
