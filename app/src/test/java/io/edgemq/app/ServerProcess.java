package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.testkit.Ports;
import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A server in its own process. Its data directory outlives it.
public final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// With a cluster, a start tries for two minutes.
  private static final Duration START = Duration.ofMinutes(3);

  private final Path data;
  private final Path log;
  private final int port = Ports.free();
  private final List<String> flags;
  private final String scheme;
  private final HttpClient.Builder clients;
  private Process process;

  /// Starts a server on `data` and waits until it is ready. Its output goes to a file next to
  /// `data`. Flags that begin with `-X` are the JVM's.
  public ServerProcess(Path data, String... flags) {
    this(data, "http", HttpClient.newBuilder(), List.of(flags));
  }

  /// As the other, of a server that shows `certificate`.
  static ServerProcess secure(Path data, TestCertificate certificate)
      throws GeneralSecurityException, IOException {
    var clients = HttpClient.newBuilder().sslContext(certificate.trusting());
    return new ServerProcess(data, "https", clients, certificate.flags());
  }

  private ServerProcess(Path data, String scheme, HttpClient.Builder clients, List<String> flags) {
    this.data = data;
    this.log = data.resolveSibling(data.getFileName() + ".log");
    this.scheme = scheme;
    this.clients = clients;
    this.flags = flags;
    this.process = launch();
    awaitReady();
  }

  private Process launch() {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    flags.stream().filter(ServerProcess::isForJvm).forEach(command::add);
    command.addAll(List.of("-cp", classPath(), Main.class.getName(), "serve"));
    command.addAll(List.of("--data", data.toString(), "--listen", "127.0.0.1:" + port));
    flags.stream().filter(flag -> !isForJvm(flag)).forEach(command::add);
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isForJvm(String flag) {
    return flag.startsWith("-X");
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private void awaitReady() {
    var ready = HttpRequest.newBuilder(uri("/v1/ready")).timeout(Duration.ofSeconds(2)).build();
    long deadline = System.nanoTime() + START.toNanos();
    try (var http = clients.build()) {
      while (!answers(http, ready)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("the server is not ready:\n" + output());
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private static boolean answers(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stop);
    }
  }

  /// Everything that the server has printed.
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The URI of `path` on this server.
  public URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  /// The demo tenant's key.
  String key() {
    return secret("demo-key");
  }

  /// Sends SIGKILL, and starts a new process on the same data.
  void killAndStart() throws InterruptedException {
    kill();
    start();
  }

  /// Sends SIGKILL, and returns once the process has ended.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Starts an ended server again on the same data and port, and returns once it is ready.
  public void start() {
    process = launch();
    awaitReady();
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// Sends SIGTERM, and returns the exit status once the process has ended.
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server does not end:\n" + output());
    }
    return process.exitValue();
  }

  /// The token of the administrator.
  String adminToken() {
    return secret("admin-token");
  }

  private String secret(String name) {
    try {
      var secret = Files.readString(data.resolve(name)).strip();
      UsedSecrets.add(secret);
      return secret;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Ends it. Throws [AssertionError] when it has logged a secret that a test has used.
  @Override
  public void close() {
    Processes.kill(process);
    assertThat(UsedSecrets.in(output())).as("lines of the log with a secret").isEmpty();
  }
}
