import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What is worth knowing of Maven's output: how long each module took, and why it failed.
final class MavenOutput {
  private static final int LINES = 200;

  private static final Pattern MODULE =
      Pattern.compile("\\[INFO\\] EdgeMQ (\\S+) \\.+ \\w+ \\[ *([\\d:.]+ \\w+)\\]");
  private static final Pattern TESTED = Pattern.compile(".*surefire.*:test .* @ edgemq-(\\S+) ---");

  /// The end of a test class.
  private static final Pattern ENDED = Pattern.compile(".* Tests run: .* -- in (\\S+)");

  /// A finding of javac or Error Prone, whose other lines have no prefix.
  private static final Pattern FINDING = Pattern.compile("\\[(ERROR|WARNING)\\] \\S+\\.java:\\[.*");

  /// What Surefire says of tests; their reports say it better.
  private static final Pattern TEST =
      Pattern.compile("\\[ERROR\\] (Tests |Failures:|Errors:|  \\S|.*<<< (FAILURE|ERROR)!).*");

  /// What Maven says whenever it fails.
  private static final Pattern ADVICE =
      Pattern.compile("\\[ERROR\\] *(|-> .*|\\tat .*|To see .*|Re-run .*|For more .*|\\[Help.*|After .*|mvn <.*)");

  private final Map<String, String> modules = new LinkedHashMap<>();
  private final Set<String> tested = new LinkedHashSet<>();
  private final List<String> findings = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final Consumer<String> ended;
  private boolean finding;

  /// Tells `ended` of each test class that has.
  MavenOutput(Consumer<String> ended) {
    this.ended = ended;
  }

  /// Takes the next line in.
  void read(String line) {
    var end = ENDED.matcher(line);
    if (end.matches()) ended.accept(end.group(1));
    var module = MODULE.matcher(line);
    if (module.matches()) modules.put(module.group(1), module.group(2));
    var test = TESTED.matcher(line);
    if (test.matches()) tested.add(test.group(1));
    boolean prefixed = line.startsWith("[");
    finding = FINDING.matcher(line).matches() || (finding && !prefixed);
    if (finding) {
      findings.add(line);
    } else if (line.startsWith("[ERROR]") && !ADVICE.matcher(line).matches()) {
      errors.add(line);
    }
  }

  /// The modules whose tests were called for.
  Set<String> testedModules() {
    return tested;
  }

  /// Prints why it failed.
  ///
  /// @param testsFailed whether tests did, which have been printed
  void printErrors(boolean testsFailed) {
    var lines = new ArrayList<>(findings);
    errors.stream().filter(line -> !testsFailed || !TEST.matcher(line).matches()).forEach(lines::add);
    lines.stream().distinct().limit(LINES).forEach(System.out::println);
    if (lines.size() > LINES) System.out.println("... and more");
  }

  /// Prints how long each module took. They are built side by side: the sum is more than it took.
  void printModules() {
    modules.forEach((name, time) -> System.out.printf("verify: %-16s %s%n", name, time));
  }
}
