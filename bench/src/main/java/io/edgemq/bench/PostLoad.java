package io.edgemq.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Repeats a [Load] over [Post#CONNECTIONS] connections, as fast as the server answers.
sealed interface PostLoad {
  /// What does it, for the report.
  String name();

  /// Loads `server` for a while. The result has `per_second`, `total` and `p99_micros`.
  Arguments run(Lab lab, Server server, Load load, int millis);

  /// As [#run], with [#MANY] connections, from one processor where that can be had.
  Arguments runOnOneProcessor(Lab lab, Server server, Load load, int millis);

  /// The connections of one who asks for all that a server has.
  int MANY = 1_000;

  /// wrk where it is installed: on two cores it leaves the server a third more processor time than
  /// a generator in Java. Else the benchmark's own generator.
  static PostLoad best() {
    return wrk().<PostLoad>map(Wrk::new).orElseGet(Own::new);
  }

  private static Optional<Path> wrk() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "wrk"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// The generator of this module, in a JVM of its own.
  record Own() implements PostLoad {
    private static final int WARM_MILLIS = 500;

    @Override
    public String name() {
      return "the benchmark's own generator (wrk is not installed)";
    }

    @Override
    public Arguments run(Lab lab, Server server, Load load, int millis) {
      return run(lab, server, load, Post.CONNECTIONS, millis);
    }

    @Override
    public Arguments runOnOneProcessor(Lab lab, Server server, Load load, int millis) {
      return run(lab, server, load, MANY, millis);
    }

    private static Arguments run(Lab lab, Server server, Load load, int connections, int millis) {
      return lab.load(
          server,
          "workload=" + workload(load),
          "bytes=" + Post.BYTES,
          "path=" + load.path(),
          "token=" + load.token(),
          "connections=" + connections,
          "warm_millis=" + WARM_MILLIS,
          "run_millis=" + millis);
    }

    private static String workload(Load load) {
      return switch (load) {
        case Post _ -> "post";
        case Keys keys -> keys.method().toLowerCase(Locale.ROOT);
      };
    }
  }

  /// wrk, with a script that prints its result as this module's processes do.
  record Wrk(Path program) implements PostLoad {
    private static final int THREADS = 2;

    @Override
    public String name() {
      return program.toString();
    }

    @Override
    public Arguments run(Lab lab, Server server, Load load, int millis) {
      var command = List.of(program.toString(), "-t" + THREADS, "-c" + Post.CONNECTIONS);
      return run(lab, command, server, load, millis);
    }

    @Override
    public Arguments runOnOneProcessor(Lab lab, Server server, Load load, int millis) {
      var command = List.of("taskset", "-c", "0", program.toString(), "-t1", "-c" + MANY);
      return run(lab, command, server, load, millis);
    }

    private static Arguments run(
        Lab lab, List<String> generator, Server server, Load load, int millis) {
      var command = new ArrayList<>(generator);
      command.addAll(
          List.of(
              "-d" + Math.ceilDiv(millis, 1000) + "s",
              "-s",
              script(load),
              "http://127.0.0.1:" + server.port(),
              "--",
              load.path(),
              load.token()));
      if (load instanceof Keys keys) {
        command.addAll(List.of(keys.method(), Integer.toString(Keys.COUNT)));
      }
      var result = lab.run("wrk", command);
      if (result.number("failed") > 0) {
        throw new IllegalStateException(
            result.number("failed") + " requests failed" + server.process().logTail());
      }
      return result;
    }

    private static String script(Load load) {
      return switch (load) {
        case Post _ -> "bench/wrk/post.lua";
        case Keys _ -> "bench/wrk/keys.lua";
      };
    }
  }
}
