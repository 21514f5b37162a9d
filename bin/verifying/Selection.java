import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Which tests a run leaves out, by their tags, which CONTRIBUTING.md explains.
enum Selection {
  /// All but those for which `bin/soak` is there.
  WHOLE(List.of("soak"), List.of()),

  /// What a change needs at once; of histories, a few.
  QUICK(List.of("soak", "cluster", "slow", "browser"), List.of("-Dedgemq.histories=10"));

  private final List<String> leftOut;
  private final List<String> flags;

  Selection(List<String> leftOut, List<String> flags) {
    this.leftOut = leftOut;
    this.flags = flags;
  }

  /// What Maven is told.
  List<String> mavenFlags() {
    var all = new ArrayList<>(flags);
    all.add("-Dmaven.test.redirectTestOutputToFile=true");
    all.add("-Dtest.left.out=" + String.join(",", leftOut));
    return all;
  }

  /// Prints how many test classes, and how many tests of other classes, are left out in `modules`.
  void printLeftOut(Collection<String> modules) {
    for (var tag : leftOut) {
      int classes = 0;
      int tests = 0;
      for (var module : modules) {
        for (var declared : declared(Path.of(module, "src", "test", "java"), tag)) {
          if (declared.matches(".*\\b(class|interface)\\b.*")) classes++;
          else tests++;
        }
      }
      if (classes + tests > 0) {
        var others = tests == 0 ? "" : " and %d tests of others".formatted(tests);
        System.out.printf("verify: not selected, tagged %s: %d classes%s%n", tag, classes, others);
      }
    }
  }

  /// The first lines of what has `tag`.
  private static List<String> declared(Path sources, String tag) {
    var annotation = Pattern.compile("(?m)^ *@(?:[\\w.]+\\.)?Tag\\(\"" + tag + "\"\\)\\s+(?:@.*\\s+)*(.*)$");
    if (!Files.isDirectory(sources)) return List.of();
    try (var files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> annotation.matcher(text(file)).results().map(found -> found.group(1)))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
