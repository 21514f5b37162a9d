package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A script that has ended.
///
/// @param status its exit status
/// @param output the lines of its standard output
/// @param errors its standard error
record ScriptRun(int status, List<String> output, String errors) {
  /// Runs a command to its end, with these variables besides those of this process.
  ///
  /// @param errors a file for the standard error
  static ScriptRun of(List<String> command, Map<String, String> variables, Path errors)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("no_proxy", "*");
    builder.environment().putAll(variables);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new ScriptRun(
        Processes.status(process), output.lines().toList(), Files.readString(errors));
  }

  /// Its message was delivered, and it ended with these lines of what the other side received.
  void assertDelivered(String... received) {
    assertThat(status).as(toString()).isZero();
    assertEnd(received);
  }

  /// Its message became a dead letter, and it ended with the line of what the other side received.
  void assertBuried(String received) {
    assertThat(status).as(toString()).isEqualTo(1);
    assertThat(errors).contains("is a dead letter");
    assertEnd(received);
  }

  private void assertEnd(String... received) {
    int title = Math.max(0, output.size() - received.length - 1);
    assertThat(output.subList(title, output.size()))
        .startsWith("the other side received:")
        .endsWith(received);
  }
}
