package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a server's process holds, as the JVM and the operating system see it.
///
/// @param threads platform threads
/// @param virtualThreads those of the JVM's dump
/// @param heapBytes what is in use after a collection
/// @param descriptors open files and sockets
record ProcessFigures(long threads, long virtualThreads, long heapBytes, long descriptors) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern VIRTUAL = Pattern.compile("(?m)^#\\d+ .*virtual");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");

  /// Collects the garbage of `server` and counts what is left.
  ///
  /// @param dump where the list of its threads is written
  static ProcessFigures of(ServerProcess server, Path dump)
      throws IOException, InterruptedException {
    var proc = Path.of("/proc", Long.toString(server.pid()));
    jcmd(server, "GC.run");
    long heap = 1024 * first(USED, jcmd(server, "GC.heap_info"));
    jcmd(server, "Thread.dump_to_file", "-overwrite", dump.toString());
    long virtual = VIRTUAL.matcher(Files.readString(dump)).results().count();
    try (var open = Files.list(proc.resolve("fd"))) {
      return new ProcessFigures(
          first(THREADS, Files.readString(proc.resolve("status"))), virtual, heap, open.count());
    }
  }

  private static String jcmd(ServerProcess server, String... words)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(server.pid()));
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd says " + output);
    }
    return output;
  }

  private static long first(Pattern number, String text) {
    var found = number.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no number in " + text);
    }
    return Long.parseLong(found.group(1));
  }
}
