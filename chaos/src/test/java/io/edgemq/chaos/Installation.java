package io.edgemq.chaos;

import io.edgemq.app.ApiClient;
import io.edgemq.jetstream.NatsCluster;
import io.edgemq.jetstream.NatsMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An installation as an operator runs it: three servers in a cluster, three adapters in front of
/// them, one tenant with a key.
final class Installation implements AutoCloseable {
  private static final int ADAPTERS = 3;

  private final Path directory;
  private final NatsCluster cluster = NatsCluster.start();
  private final List<Adapter> adapters = new ArrayList<>();
  private final String key;

  /// Starts everything, and returns once it serves. Secrets and logs are in `directory`.
  Installation(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    try {
      var secret = HexFormat.of().formatHex(random(32));
      var flags = new ArrayList<>(List.of("--role", "adapter", "--drain-seconds", "20"));
      flags.addAll(List.of("--receipt-secret-file", secret("receipt-secret", secret)));
      flags.addAll(store("adapter"));
      key = issueKey();
      for (int i = 1; i <= ADAPTERS; i++) {
        adapters.add(new Adapter("adapter-" + i, directory, flags));
      }
    } catch (IOException | InterruptedException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static byte[] random(int count) {
    var bytes = new byte[count];
    new Random().nextBytes(bytes);
    return bytes;
  }

  private String secret(String name, String text) throws IOException {
    var file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  /// The flags with which a user reaches the cluster.
  private List<String> store(String user) throws IOException {
    var urls = cluster.members().stream().map(NatsMember::url).collect(Collectors.joining(","));
    var password = secret(user + "-password", NatsCluster.password(user));
    return List.of(
        "--store", "nats", "--nats", urls, "--nats-user", user, "--nats-password-file", password);
  }

  private String issueKey() throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(
        List.of("io.edgemq.app.Main", "key", "issue", "--tenant", "chaos", "--create-tenant"));
    command.addAll(store("control"));
    command.add("--receipt-secret-file=" + directory.resolve("receipt-secret"));
    var process =
        new ProcessBuilder(command).redirectError(directory.resolve("key.log").toFile()).start();
    var token =
        new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .strip();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("no key: " + Files.readString(directory.resolve("key.log")));
    }
    return token;
  }

  NatsCluster cluster() {
    return cluster;
  }

  List<Adapter> adapters() {
    return List.copyOf(adapters);
  }

  /// A client of all adapters.
  Rotation client() {
    return new Rotation(
        adapters.stream().map(adapter -> new ApiClient(adapter.uri(), key)).toList());
  }

  /// A client of one adapter.
  Rotation client(Adapter adapter) {
    return new Rotation(List.of(new ApiClient(adapter.uri(), key)));
  }

  private void keepLogs() {
    for (var member : cluster.members()) {
      try {
        Files.copy(
            member.log(),
            directory.resolve(member.name() + ".log"),
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  @Override
  public void close() {
    try {
      keepLogs();
    } finally {
      adapters.forEach(Adapter::close);
      cluster.close();
    }
  }
}
