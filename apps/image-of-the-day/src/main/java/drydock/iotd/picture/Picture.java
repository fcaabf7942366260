package drydock.iotd.picture;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.LocalDate;

/**
 * A picture, as callers see it. Its date may lie before the day that was asked for, when that day had
 * a video. Stale means: from memory, because the upstream could not be asked.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Picture(
    LocalDate date, URI url, URI hdUrl, String title, String caption, String copyright, boolean stale) {

  Picture asStale() {
    return new Picture(date, url, hdUrl, title, caption, copyright, true);
  }
}
