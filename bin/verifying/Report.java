import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// What Surefire reports of one test class, those nested in it included.
record Report(Path file, Element suite, List<Test> tests) {
  /// How many lines of a failure are shown; all of them are in the report.
  private static final int LINES = 12;

  private static final int CAUSES = 3;

  record Test(String name, Outcome outcome) {}

  sealed interface Outcome {}

  record Passed() implements Outcome {}

  record Failed(String trace) implements Outcome {}

  record Skipped(String reason) implements Outcome {}

  /// Reads one; empty while it is not written to its end.
  static Optional<Report> read(Path file) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // prints nothing
      var suite = builder.parse(file.toFile()).getDocumentElement();
      var tests = new ArrayList<Test>();
      var cases = suite.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        tests.add(test((Element) cases.item(i)));
      }
      return Optional.of(new Report(file, suite, tests));
    } catch (SAXException unfinished) {
      return Optional.empty();
    } catch (IOException | ParserConfigurationException failure) {
      throw new IllegalStateException(file.toString(), failure);
    }
  }

  private static Test test(Element element) {
    var name = element.getAttribute("classname") + "." + element.getAttribute("name");
    var skipped = child(element, "skipped");
    if (skipped.isPresent()) return new Test(name, new Skipped(reason(skipped.get())));
    return child(element, "failure")
        .or(() -> child(element, "error"))
        .map(failure -> new Test(name, new Failed(failure.getTextContent().strip())))
        .orElse(new Test(name, new Passed()));
  }

  private static Optional<Element> child(Element parent, String name) {
    var children = parent.getElementsByTagName(name);
    return children.getLength() == 0 ? Optional.empty() : Optional.of((Element) children.item(0));
  }

  private static String reason(Element skipped) {
    var message = skipped.getAttribute("message");
    if (message.isBlank()) message = skipped.getTextContent().strip().lines().findFirst().orElse("");
    return message.isBlank() ? "no reason given" : message;
  }

  /// Prints a line, and more about what failed or was skipped.
  void print() {
    var module = file.subpath(0, 1).toString();
    System.out.printf(
        "%-16s %4d tests %7.1f s  %s%n",
        module, tests.size(), Double.parseDouble(suite.getAttribute("time")), name());
    for (var test : tests) {
      switch (test.outcome()) {
        case Passed _ -> {}
        case Skipped(var reason) -> System.out.println("SKIPPED  " + test.name() + ": " + reason);
        case Failed(var trace) -> printFailure(test.name(), trace);
      }
    }
  }

  private String name() {
    return suite.getAttribute("name").replaceFirst("^io\\.edgemq\\.", "");
  }

  private void printFailure(String test, String trace) {
    System.out.println("FAILED   " + test);
    trace.lines().limit(LINES).forEach(line -> System.out.println("    " + line));
    trace.lines().skip(LINES).filter(line -> line.startsWith("Caused by: ")).limit(CAUSES)
        .forEach(line -> System.out.println("    " + line));
    System.out.println("  all of it: " + file);
    var printed = file.resolveSibling(suite.getAttribute("name") + "-output.txt");
    if (Files.exists(printed)) System.out.println("  its log:   " + printed);
  }
}
