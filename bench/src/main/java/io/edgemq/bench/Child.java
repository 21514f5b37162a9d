package io.edgemq.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// A process that the benchmark started: a server, a floor, a generator or a swarm. It ends with
/// the benchmark at the latest. Its standard error, and a server's output, go to a log file, which
/// is shown when the process fails.
final class Child implements AutoCloseable {
  private static final int STOP_SECONDS = 15;
  private static final int LOG_TAIL_LINES = 15;

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedReader out;
  private final Writer in;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /// Starts a class of this module in its own JVM. Read its answers with [#result()].
  static Child java(Path logs, Class<?> main, List<String> jvmFlags, String... arguments) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(logs, main.getSimpleName(), new ProcessBuilder(command));
  }

  /// Starts any command whose answers are read with [#result()].
  static Child generator(Path logs, String name, ProcessBuilder builder) {
    return start(logs, name, builder);
  }

  /// Starts any command. Its output goes to the log.
  static Child command(Path logs, String name, ProcessBuilder builder) {
    builder.redirectErrorStream(true);
    return start(logs, name, builder);
  }

  private static Child start(Path logs, String name, ProcessBuilder builder) {
    try {
      var log = Files.createTempFile(logs, name + "-", ".log");
      if (builder.redirectErrorStream()) builder.redirectOutput(log.toFile());
      else builder.redirectError(log.toFile());
      return new Child(name, builder.start(), log);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot start " + name, failed);
    }
  }

  /// The next result of the process. Blocks until there is one. Throws `IllegalStateException` with
  /// the end of the log when the process ends without one.
  Arguments result() {
    try {
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (Arguments.isResult(line)) return Arguments.parseResult(line);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    throw new IllegalStateException(name + " ended without a result" + logTail());
  }

  /// Sends a line to the process.
  void tell(String line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(name + " does not read its input" + logTail(), broken);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The processor time that the process has used, in nanoseconds; 0 if the system does not report
  /// it.
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /// The process's resident memory now, in bytes; empty where there is no `/proc`.
  OptionalLong residentBytes() {
    return status("VmRSS:");
  }

  /// The peak resident memory of the process, in bytes; empty where there is no `/proc`.
  OptionalLong peakResidentBytes() {
    return status("VmHWM:");
  }

  /// Has the JVM of the process collect its garbage, and waits for it.
  void collectGarbage() throws InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var done =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (done.waitFor() != 0) throw new IllegalStateException(name + " collects no garbage");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private OptionalLong status(String field) {
    var file = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(file)) return OptionalLong.empty();
    try {
      Optional<String> line =
          Files.readAllLines(file).stream().filter(l -> l.startsWith(field)).findFirst();
      return line.map(l -> OptionalLong.of(1024 * Long.parseLong(l.replaceAll("[^0-9]", ""))))
          .orElse(OptionalLong.empty());
    } catch (IOException ended) {
      return OptionalLong.empty();
    }
  }

  /// The end of the log, as a suffix for a message.
  String logTail() {
    try {
      var lines = Files.readAllLines(log);
      var tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
      return "; the end of its log:\n  " + String.join("\n  ", tail);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// Asks the process to end (SIGTERM), kills it after a while, and waits until it has ended.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
