import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Reads every Surefire report under a folder and prints what ran, what failed, and each skipped
/// test with its reason. Exits 1 when no test ran; in CI (`CI=true`) also when one was skipped,
/// since a skip there is a check that everybody believes in and nobody makes.
///
/// Run by `bin/verify` straight from source.
public final class TestSummary {
  record Skip(String test, String reason) {}

  private int tests;
  private int failed;
  private final List<Skip> skips = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    var summary = new TestSummary();
    for (Path report : reports(Path.of(args.length == 0 ? "." : args[0]))) {
      summary.read(report);
    }
    System.exit(summary.print("true".equals(System.getenv("CI"))));
  }

  private static List<Path> reports(Path root) throws IOException {
    try (var modules = Files.list(root)) {
      var found = new ArrayList<Path>();
      for (Path module : modules.sorted().toList()) {
        Path folder = module.resolve("target/surefire-reports");
        if (!Files.isDirectory(folder)) continue;
        try (var files = Files.list(folder)) {
          files.filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml")).sorted().forEach(found::add);
        }
      }
      return found;
    }
  }

  private void read(Path report) throws Exception {
    var cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      var test = (Element) cases.item(i);
      var name = test.getAttribute("classname") + "." + test.getAttribute("name");
      var skip = child(test, "skipped");
      if (skip.isPresent()) {
        skips.add(new Skip(name, reason(skip.get())));
        continue;
      }
      tests++;
      if (child(test, "failure").or(() -> child(test, "error")).isPresent()) {
        failed++;
        System.out.println("FAILED   " + name);
      }
    }
  }

  private static String reason(Element skipped) {
    var message = skipped.getAttribute("message");
    if (message.isBlank()) message = skipped.getTextContent().strip().lines().findFirst().orElse("");
    return message.isBlank() ? "no reason given" : message;
  }

  private static Optional<Element> child(Element parent, String name) {
    var children = parent.getElementsByTagName(name);
    return children.getLength() == 0 ? Optional.empty() : Optional.of((Element) children.item(0));
  }

  private int print(boolean ci) {
    for (var skip : skips) System.out.println("SKIPPED  " + skip.test() + ": " + skip.reason());
    System.out.printf("verify: %d tests run, %d failed, %d skipped%n", tests, failed, skips.size());
    if (tests == 0) {
      System.out.println("verify: no test was run, and nothing checked is nothing proved");
      return 1;
    }
    if (ci && !skips.isEmpty()) {
      System.out.println("verify: CI allows no skipped test");
      return 1;
    }
    return failed == 0 ? 0 : 1;
  }
}
