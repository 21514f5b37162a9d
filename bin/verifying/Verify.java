import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs Maven over everything, in few lines: one for each test class as it ends, each failed test
/// with its reason and its log, each skipped one with its reason, and a summary. What Maven prints
/// goes to `target/verify/maven.log`, what a test prints to a file beside its report.
///
/// Ends with 1 when Maven failed or no test ran; in CI (`CI=true`) also when a test was skipped,
/// since a skip there is a check that everybody believes in and nobody makes.
///
/// Run by `bin/verify` straight from source; its arguments go to Maven, but for `--quick`.
public final class Verify {
  private static final Path LOG = Path.of("target", "verify", "maven.log");

  private final Selection selection;
  private final Reports reports = new Reports(Path.of(""));
  private final MavenOutput output = new MavenOutput(reports::ended);
  private final long begin = System.nanoTime();

  private Verify(Selection selection) {
    this.selection = selection;
  }

  public static void main(String[] args) throws Exception {
    var arguments = new ArrayList<>(Arrays.asList(args));
    boolean quick = arguments.remove("--quick");
    var selection = quick ? Selection.QUICK : Selection.WHOLE;
    System.exit(new Verify(selection).run(arguments));
  }

  private int run(List<String> arguments) throws Exception {
    if (arguments.remove("clean")) { // on its own: it removes the log, too
      var clean = maven(arguments, "clean").inheritIO().start();
      if (clean.waitFor() != 0) return 1;
    }
    Files.createDirectories(LOG.getParent());
    var process = maven(arguments, "verify").redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    var watch = Thread.ofVirtual().start(this::watch);
    try (var log = new PrintWriter(Files.newBufferedWriter(LOG));
        var lines = lines(process)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        log.println(line);
        output.read(line);
      }
    }
    int status = process.waitFor();
    watch.interrupt();
    watch.join();
    reports.printRest();
    return conclude(status);
  }

  private ProcessBuilder maven(List<String> arguments, String goal) {
    var command = new ArrayList<>(List.of("mvn", "--batch-mode", "-Dstyle.color=never", "-T1C"));
    if (goal.equals("clean")) command.add("--quiet");
    command.addAll(selection.mavenFlags());
    command.addAll(arguments);
    command.add(goal);
    return new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(Duration.ofMillis(200));
        reports.printEnded();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private int conclude(int status) {
    if (status != 0) {
      output.printErrors(reports.failed() > 0);
      System.out.printf("verify: Maven ended with %d; all that it said is in %s%n", status, LOG);
    }
    System.out.println();
    output.printModules();
    selection.printLeftOut(output.testedModules());
    System.out.println("verify: " + time(Duration.ofNanos(System.nanoTime() - begin)) + " in all");
    int verdict = reports.verdict("true".equals(System.getenv("CI")));
    return status == 0 ? verdict : 1;
  }

  private static String time(Duration time) {
    return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
