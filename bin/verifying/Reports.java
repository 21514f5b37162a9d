import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Surefire's reports of all modules: prints each once its class has ended, and counts them all.
final class Reports {
  /// Within which a report is written once its class has ended.
  private static final long WRITING_NANOS = 500_000_000;

  private final Path root;
  private final Map<String, Long> ended = new LinkedHashMap<>();
  private final Map<Path, Report> read = new TreeMap<>();

  /// Reports of the modules in `root`.
  Reports(Path root) {
    this.root = root;
  }

  /// Takes note that a test class has ended: one with a report of its own, or one nested in such.
  synchronized void ended(String name) {
    ended.put(name, System.nanoTime());
  }

  /// Prints the reports of classes that ended a moment ago.
  synchronized void printEnded() {
    long now = System.nanoTime();
    var due = new HashSet<String>();
    ended.forEach((name, since) -> {
      if (now - since > WRITING_NANOS) due.add(name);
    });
    ended.keySet().removeAll(due);
    if (!due.isEmpty()) print(file -> due.contains(name(file)));
  }

  /// Prints all that were not printed.
  synchronized void printRest() {
    print(file -> true);
  }

  /// A class whose tests belong to two engines is reported twice, and printed twice.
  private void print(Predicate<Path> wanted) {
    for (var file : files()) {
      if (!wanted.test(file)) continue;
      Report.read(file).ifPresent(report -> {
        var known = read.put(file, report);
        if (known == null || known.tests().size() != report.tests().size()) report.print();
      });
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceAll("^TEST-|\\.xml$", "");
  }

  private List<Path> files() {
    var found = new ArrayList<Path>();
    try (var modules = Files.list(root)) {
      for (var module : modules.sorted().toList()) {
        var folder = module.resolve("target/surefire-reports");
        if (!Files.isDirectory(folder)) continue;
        try (var files = Files.list(folder)) {
          files.filter(Reports::isReport).sorted().forEach(found::add);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return found;
  }

  private static boolean isReport(Path file) {
    return file.getFileName().toString().matches("TEST-.*\\.xml");
  }

  /// How many tests failed so far.
  long failed() {
    return count(Report.Failed.class);
  }

  private long count(Class<? extends Report.Outcome> outcome) {
    return read.values().stream()
        .flatMap(report -> report.tests().stream())
        .filter(test -> outcome.isInstance(test.outcome()))
        .count();
  }

  /// Prints the summary, last the line that readers of CI logs look for; 0 when all is well.
  int verdict(boolean ci) {
    long passed = count(Report.Passed.class);
    long skipped = count(Report.Skipped.class);
    boolean idle = passed + failed() == 0;
    boolean unseen = ci && skipped > 0;
    if (idle) System.out.println("verify: no test was run, and nothing checked is nothing proved");
    if (unseen) System.out.println("verify: CI allows no skipped test");
    System.out.printf("verify: %d passed, %d failed, %d skipped%n", passed, failed(), skipped);
    return idle || unseen || failed() > 0 ? 1 : 0;
  }
}
