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

  /// Gets the body of the answer.
  String get(String path) {
    try (var link = Link.to(port)) {
      var answer = link.exchange(Requests.get(path, token));
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("GET " + path + " at " + name, failed);
    }
  }

  /// Deletes what is there.
  void delete(String path) {
    try (var link = Link.to(port)) {
      link.exchange(Requests.delete(path, token));
    } catch (IOException failed) {
      throw new UncheckedIOException("DELETE " + path + " at " + name, failed);
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

  /// The same server, as a tenant sees it that is made with the operator's token.
  Server ofNewTenant(String adminToken, String tag) {
    var operator = with(adminToken);
    var tenant =
        JsonTexts.text(
            operator.post("/v1/admin/tenants", "{\"tag\":\"" + tag + "\"}"), "tenant_id");
    return with(
        JsonTexts.text(operator.post("/v1/admin/tenants/" + tenant + "/keys", "{}"), "key"));
  }

  /// Puts JSON and returns the body of the answer.
  String put(String path, String json) {
    try (var link = Link.to(port)) {
      var answer = link.exchange(Requests.put(path, token, json));
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("PUT " + path + " at " + name, failed);
    }
  }

  /// The same server, for requests with another token.
  Server with(String other) {
    return new Server(name, process, port, other);
  }

  @Override
  public void close() {
    process.close();
  }
}
