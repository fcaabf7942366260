package drydock.iotd.picture;

import java.text.BreakIterator;
import java.util.Locale;

/** The beginning of an explanation that is an article of its own. */
final class Caption {

  private static final int ENOUGH_CHARACTERS = 80;
  private static final int MOST_CHARACTERS = 240;

  private Caption() {}

  /** Whole sentences until there are enough; cut at a word where the sentence is too long for that. */
  static String of(String explanation) {
    var text = explanation.strip().replaceAll("\\s+", " ");
    var sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(text);
    var end = sentences.next();
    while (end < ENOUGH_CHARACTERS && end != text.length()) {
      end = sentences.next();
    }
    return end <= MOST_CHARACTERS ? text.substring(0, end).strip() : cutAtWord(text);
  }

  private static String cutAtWord(String text) {
    var space = text.lastIndexOf(' ', MOST_CHARACTERS - 1);
    var end = space > 0 ? space : MOST_CHARACTERS - 1;
    return text.substring(0, end) + "…";
  }
}
