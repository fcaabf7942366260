package drydock.iotd.picture;

import com.fasterxml.jackson.annotation.JsonProperty;
import drydock.iotd.HttpUrl;
import java.time.LocalDate;

/** What the upstream says about one day. Anything but the date and the kind may be missing. */
record ApodEntry(
    LocalDate date,
    @JsonProperty("media_type") String mediaType,
    String url,
    String hdurl,
    String title,
    String explanation,
    String copyright) {

  boolean isPicture() {
    return "image".equals(mediaType);
  }

  /** Whether the entry says enough to be used: its day and, of a picture, where that is. */
  boolean isUsable() {
    return date != null && (!isPicture() || HttpUrl.parse(url).isPresent());
  }

  Picture toPicture() {
    var address = HttpUrl.parse(url).orElseThrow(() -> new IllegalStateException("no usable url for " + date));
    var hdAddress = HttpUrl.parse(hdurl).orElse(null);
    var name = orEmpty(title).isBlank() ? "Picture of " + date : title.strip();
    var caption = orEmpty(explanation).isBlank() ? name : Caption.of(explanation);
    // The public service writes line breaks around some names.
    var credit = orEmpty(copyright).isBlank() ? null : copyright.strip().replaceAll("\\s+", " ");
    return new Picture(date, address, hdAddress, name, caption, credit, false);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
