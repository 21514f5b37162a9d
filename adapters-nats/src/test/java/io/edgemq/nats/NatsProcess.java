package io.edgemq.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A nats-server that runs as a process of this machine. The binary is `NATS_SERVER`, or
/// `.tools/nats-server`, where `bin/verify` puts it.
final class NatsProcess {
  private final Process process;

  private NatsProcess(Process process) {
    this.process = process;
  }

  /// Starts one; it does not serve yet when this returns. What it prints is added to `output`.
  static NatsProcess launch(List<String> arguments, Map<String, String> environment, Path output) {
    var command = new ArrayList<String>();
    command.add(binary().toString());
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    try {
      return new NatsProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path binary() {
    var named = System.getenv("NATS_SERVER");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var fetched = folder.resolve(".tools/nats-server");
      if (Files.isExecutable(fetched)) {
        return fetched;
      }
    }
    throw new IllegalStateException("no nats-server: set NATS_SERVER, or run bin/verify once");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// SIGKILL, and returns once the process is gone.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// SIGSTOP: it is there and does nothing.
  void stop() {
    signal("STOP");
  }

  /// SIGCONT: it goes on.
  void proceed() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      int status = kill.onExit().join().exitValue();
      if (status != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
