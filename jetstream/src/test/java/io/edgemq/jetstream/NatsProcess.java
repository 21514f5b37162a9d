package io.edgemq.jetstream;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/// A nats-server that runs as a process of this machine. The binary is `NATS_SERVER`, or
/// `.tools/nats-server`, where `bin/verify` puts it.
final class NatsProcess implements RunningNats {
  private final Process process;

  private NatsProcess(Process process) {
    this.process = process;
  }

  /// Starts one; it does not serve yet when this returns. Empty where there is no binary.
  static Optional<NatsProcess> launch(NatsServer.Setup setup) {
    return binary().map(binary -> launch(binary, setup));
  }

  private static NatsProcess launch(Path binary, NatsServer.Setup setup) {
    var command = new ArrayList<String>();
    command.add(binary.toString());
    command.addAll(setup.arguments());
    var output = setup.directory().resolve("output").toFile();
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    builder.environment().putAll(setup.environment());
    try {
      return new NatsProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The binary; empty where there is none.
  private static Optional<Path> binary() {
    var named = System.getenv("NATS_SERVER");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var fetched = folder.resolve(".tools/nats-server");
      if (Files.isExecutable(fetched)) {
        return Optional.of(fetched);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void kill() {
    Processes.kill(process);
  }

  @Override
  public void stop() {
    Signal.STOP.send(process.pid());
  }

  @Override
  public void proceed() {
    Signal.CONT.send(process.pid());
  }
}
