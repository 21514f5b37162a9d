package io.edgemq.app;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A script that runs. Close it.
record StartedScript(Process process, Path file) implements AutoCloseable {
  /// Starts a command, with these variables besides those of this process.
  ///
  /// @param file for what it prints
  static StartedScript of(List<String> command, Map<String, String> variables, Path file)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
    builder.environment().put("no_proxy", "*");
    builder.environment().putAll(variables);
    return new StartedScript(builder.start(), file);
  }

  /// What it has printed until now.
  String output() throws IOException {
    return Files.readString(file);
  }

  /// Its exit status, once it has ended.
  int status() {
    return Processes.status(process);
  }

  /// Asks it to end.
  void end() {
    process.destroy();
  }

  /// Ends it, and what it has started, as a machine that fails does.
  void kill() {
    var started = process.descendants().toList();
    Processes.kill(process);
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
  }
}
