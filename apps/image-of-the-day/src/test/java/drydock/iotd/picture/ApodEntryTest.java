package drydock.iotd.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What callers see is tidier than what the upstream says. */
class ApodEntryTest {

  @Test
  void theCaptionIsWholeSentences() {
    var picture = entry("What is this?  It is\na nebula, and it has been glowing there for some million years. More.", null);
    assertThat(picture.caption())
        .isEqualTo("What is this? It is a nebula, and it has been glowing there for some million years.");
  }

  @Test
  void aSentenceWithoutEndIsCutAtAWord() {
    var caption = entry("stars and ".repeat(100), null).caption();
    assertThat(caption).hasSizeBetween(200, 240).endsWith("…").matches("(stars and )*(stars|stars and)…");
  }

  @Test
  void withoutAnExplanationTheTitleIsTheCaption() {
    assertThat(entry(" ", null).caption()).isEqualTo("A Nebula");
  }

  @Test
  void lineBreaksAroundTheNameAreNotPartOfIt() {
    assertThat(entry(null, "\nAda\nLovelace\n").copyright()).isEqualTo("Ada Lovelace");
    assertThat(entry(null, "").copyright()).isNull();
  }

  private static Picture entry(String explanation, String copyright) {
    var date = LocalDate.of(2026, 1, 2);
    return new ApodEntry(date, "image", "http://apod/image/a.png", null, "A Nebula ", explanation, copyright).toPicture();
  }
}
