import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Surefire's reports of all modules: prints each once it is there, and counts them all.
final class Reports {
  private final Path root;
  private final Map<Path, Report> read = new TreeMap<>();

  /// Reports of the modules in `root`.
  Reports(Path root) {
    this.root = root;
  }

  /// Prints what came since the last call. A report that grew is printed anew: a class whose tests
  /// belong to two engines is reported twice.
  synchronized void printNew() {
    for (var file : files()) {
      var report = Report.read(file);
      if (report.isEmpty()) continue; // it is being written
      var known = read.put(file, report.get());
      if (known == null || known.tests().size() != report.get().tests().size()) {
        report.get().print();
      }
    }
  }

  private List<Path> files() {
    var found = new ArrayList<Path>();
    try (var modules = Files.list(root)) {
      for (var module : modules.sorted().toList()) {
        var folder = module.resolve("target/surefire-reports");
        if (!Files.isDirectory(folder)) continue;
        try (var files = Files.list(folder)) {
          files.filter(this::isNew).sorted().forEach(found::add);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return found;
  }

  private boolean isNew(Path file) {
    if (!file.getFileName().toString().matches("TEST-.*\\.xml")) return false;
    var known = read.get(file);
    return known == null || known.bytes() != file.toFile().length();
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
