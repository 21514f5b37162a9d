package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server under test: its process, its port, and the token for its requests (empty for a floor).
record Server(String name, Child process, int port, String token) implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 5;

  /// A free port of the loopback interface.
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /// Waits until a GET of the path is answered with a 2xx. Throws `IllegalStateException` with the
  /// log when the process ends first, or after a minute.
  static void awaitReady(Child process, int port, String path) throws InterruptedException {
    byte[] request = Requests.stream(path, "");
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (var link = Link.to(port)) {
        link.exchange(request);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the server does not answer: " + notYet.getMessage() + process.logTail(), notYet);
        }
      }
      pause(Duration.ofMillis(POLL_MILLIS));
    }
  }

  /// Waits for a fixed time, for things without an event: memory to settle, a port to open.
  static void pause(Duration time) throws InterruptedException {
    if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts down");
    }
  }

  /// Posts JSON and returns the body of the answer.
  String post(String path, String json) {
    try (var link = Link.to(port)) {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      var answer = link.exchange(Requests.post(path, token, "application/json", body));
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("POST " + path + " at " + name, failed);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
