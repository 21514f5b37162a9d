package io.edgemq.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of the benchmark.
record Options(
    List<String> edgemq,
    boolean check,
    int rounds,
    int runMillis,
    int writes,
    int stopMillis,
    List<String> scenarios) {
  static final String USAGE =
      """
      bench [--check] [--rounds N] [--seconds S] [--edgemq COMMAND] [SCENARIO...]

        --check           exit with 1 when a bound is missed
        --rounds N        how often floor and subject take turns (default 5)
        --seconds S       how long each turn measures (default 2)
        --writes N        how many writes change-streams catches up on (default 500000)
        --stop SECONDS    how long the readers of slow-readers stop (default 60)
        --edgemq COMMAND  what starts EdgeMQ (default: java -jar app/target/edgemq.jar)

      """;
  private static final String DEFAULT_JAR = "app/target/edgemq.jar";

  Options {
    edgemq = List.copyOf(edgemq);
    scenarios = List.copyOf(scenarios);
  }

  /// Parses a command line. Throws `IllegalArgumentException` for an unknown word.
  static Options parse(String... args) {
    var edgemq = List.of(java(), "-jar", DEFAULT_JAR);
    var check = false;
    var rounds = 5;
    var seconds = 2.0;
    var writes = 500_000;
    var stop = 60.0;
    var scenarios = new ArrayList<String>();
    var words = List.of(args).iterator();
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--check" -> check = true;
        case "--rounds" -> rounds = Integer.parseInt(words.next());
        case "--seconds" -> seconds = Double.parseDouble(words.next());
        case "--writes" -> writes = Integer.parseInt(words.next());
        case "--stop" -> stop = Double.parseDouble(words.next());
        case "--edgemq" -> edgemq = List.of(words.next().split(" "));
        default -> {
          if (word.startsWith("-")) throw new IllegalArgumentException("unknown option " + word);
          scenarios.add(word);
        }
      }
    }
    return new Options(
        edgemq, check, rounds, (int) (seconds * 1000), writes, (int) (stop * 1000), scenarios);
  }

  private static String java() {
    return ProcessHandle.current()
        .info()
        .command()
        .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }
}
