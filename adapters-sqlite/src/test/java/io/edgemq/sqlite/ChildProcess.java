package io.edgemq.sqlite;

import io.edgemq.testkit.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another JVM with this one's class path, for what takes a second process or the death of one.
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  /// Starts `main` with one argument.
  ChildProcess(Class<?> main, Path argument) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// The next line it prints; null when there is none any more.
  @Nullable String line() throws IOException {
    return output.readLine();
  }

  /// Ends it as a power cut does: no handler runs. What it printed can still be read.
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /// What it printed and nobody read yet, whole lines only.
  List<String> rest() throws IOException {
    var lines = new ArrayList<String>();
    var text = new StringBuilder();
    for (int c = output.read(); c >= 0; c = output.read()) {
      if (c == '\n') {
        lines.add(text.toString());
        text.setLength(0);
      } else {
        text.append((char) c);
      }
    }
    return lines;
  }

  @Override
  public void close() {
    Processes.kill(process);
  }
}
