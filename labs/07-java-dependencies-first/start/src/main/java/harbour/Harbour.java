package harbour;

import org.jspecify.annotations.NullMarked;

/** Greets whoever comes in. */
@NullMarked
final class Harbour {
  public static void main(String[] ships) {
    System.out.println("Harbour is open for " + (ships.length == 0 ? "all" : String.join(", ", ships)));
  }
}
