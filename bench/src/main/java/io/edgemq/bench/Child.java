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

/// A process that the benchmark started: a server, a floor, a generator or a swarm. Ends with the
/// benchmark at the latest. What it writes to standard error, and a server's output, goes to a log
/// file that is shown when it fails.
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

  /// A class of this module in a JVM of its own, whose answers are read with [#result()].
  static Child java(Path logs, Class<?> main, List<String> jvmFlags, String... arguments) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(logs, main.getSimpleName(), new ProcessBuilder(command));
  }

  /// Any command; its output goes to the log.
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

  /// The next result that the process answers. Blocks until then; throws `IllegalStateException`
  /// with the end of its log when it ends without one.
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
      throw new UncheckedIOException(name + " does not listen" + logTail(), broken);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The processor time that the process has used, in nanoseconds; 0 where the system does not say.
  long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /// The process's resident memory now, in bytes; empty where there is no `/proc`.
  OptionalLong residentBytes() {
    return status("VmRSS:");
  }

  /// The most resident memory that the process ever had, in bytes; empty where there is no `/proc`.
  OptionalLong peakResidentBytes() {
    return status("VmHWM:");
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

  /// The end of the log, to be put behind a message.
  String logTail() {
    try {
      var lines = Files.readAllLines(log);
      var tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
      return "; the end of its log:\n  " + String.join("\n  ", tail);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// Asks it to end (SIGTERM), insists after a while, and waits until it has.
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
