import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

// Prints what to leave out of Java's modules, as patterns for jlink's --exclude-resources.
//   java LeaveOut.java > left-out.txt
//
// jlink takes a module whole or not at all. Spring needs one package of java.desktop, java.beans, to set
// properties with, and gets all windows, printers and sounds along: a third of its runtime.

/** Java's own messages in other languages than English. */
static final String TRANSLATION = ".*_(de|es|fr|it|ja|ko|pt_BR|sv|zh_CN|zh_HK|zh_TW)\\.(class|properties)";

void main() throws IOException {
  IO.println("regex:" + TRANSLATION);

  var desktop = filesOf("java.desktop");
  print("java.desktop", desktop.keySet(), withWhatTheyName(within(desktop.keySet(), "java/beans/", "com/sun/beans/"), desktop));

  // Style sheets and XPath. The parsers of XML stay.
  var xml = filesOf("java.xml").keySet();
  var kept = new HashSet<>(xml);
  kept.removeAll(within(
      xml, "com/sun/org/apache/bcel/", "com/sun/org/apache/xalan/", "com/sun/org/apache/xml/internal/dtm/",
      "com/sun/org/apache/xml/internal/serializer/", "com/sun/org/apache/xpath/"));
  print("java.xml", xml, kept);
}

/** Every file of a module by its path in there, which for a class is its name. */
static Map<String, Path> filesOf(String module) throws IOException {
  var root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
  try (var files = Files.walk(root)) {
    return files.filter(Files::isRegularFile)
        .collect(Collectors.toMap(file -> root.relativize(file).toString(), file -> file, (one, same) -> one, TreeMap::new));
  }
}

static Set<String> within(Set<String> files, String... folders) {
  return files.stream().filter(file -> Stream.of(folders).anyMatch(file::startsWith)).collect(Collectors.toSet());
}

/** The classes, those that they name, and what all of these extend: no class loads without that. */
static Set<String> withWhatTheyName(Set<String> classes, Map<String, Path> files) throws IOException {
  var kept = new HashSet<>(classes);
  for (var file : classes) {
    namedBy(parse(files.get(file))).filter(files::containsKey).forEach(kept::add);
  }
  var toVisit = new ArrayDeque<>(kept);
  while (!toVisit.isEmpty()) {
    var model = parse(files.get(toVisit.pop()));
    Stream.concat(model.superclass().stream(), model.interfaces().stream())
        .map(parent -> parent.asInternalName() + ".class")
        .filter(parent -> files.containsKey(parent) && kept.add(parent))
        .forEach(toVisit::add);
  }
  return kept;
}

/** A class names others as they are, in descriptors (Ljava/awt/Color;) and in strings with dots. */
static Stream<String> namedBy(ClassModel model) {
  var words = new HashSet<String>();
  for (var entry : model.constantPool()) {
    if (entry instanceof Utf8Entry text) {
      words.addAll(List.of(text.stringValue().replace('.', '/').split("[^\\w/$]+")));
    }
  }
  return words.stream().flatMap(word -> Stream.of(word, word.replaceFirst("^L", ""))).map(name -> name + ".class");
}

static ClassModel parse(Path file) throws IOException {
  return ClassFile.of().parse(Files.readAllBytes(file));
}

/** One pattern, which spares what is kept and, of each package, at least one class: jlink misses it otherwise. */
static void print(String module, Set<String> files, Set<String> kept) {
  var spared = new TreeSet<>(kept);
  spared.add("module-info.class");
  var packages = files.stream().filter(file -> !file.contains("-")).collect(Collectors.groupingBy(file -> file.substring(0, file.lastIndexOf('/') + 1), TreeMap::new, Collectors.toList()));
  packages.forEach((folder, inFolder) -> {
    if (inFolder.stream().noneMatch(spared::contains)) {
      spared.add(inFolder.stream().filter(file -> !file.matches(TRANSLATION)).findFirst().orElseThrow());
    }
  });
  IO.println("regex:/%s/(?!(%s)$).*".formatted(module, spared.stream().map(Pattern::quote).collect(Collectors.joining("|"))));
}
