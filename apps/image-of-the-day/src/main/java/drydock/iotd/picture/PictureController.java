package drydock.iotd.picture;

import drydock.iotd.request.Trace;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PictureController {

  private final PictureService pictures;

  PictureController(PictureService pictures) {
    this.pictures = pictures;
  }

  @GetMapping("/image")
  Picture image(@RequestParam(required = false) String date, @RequestAttribute(Trace.ATTRIBUTE) Trace trace) {
    return date == null ? pictures.ofToday(trace) : pictures.of(parse(date), trace);
  }

  private static LocalDate parse(String date) {
    try {
      return LocalDate.parse(date);
    } catch (DateTimeParseException notADate) {
      throw new BadDateException("date is \"%s\", expected a day as YYYY-MM-DD".formatted(date));
    }
  }
}
