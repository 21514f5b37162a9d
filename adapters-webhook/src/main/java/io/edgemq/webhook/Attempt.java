package io.edgemq.webhook;

import io.edgemq.domain.push.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/// One request and what came of it. It runs on a virtual thread of its own: so who waits for it
/// leaves in time, whatever the network, TLS and OkHttp hold up; and nobody interrupts a thread
/// that uses a connection, which would close it for others too.
final class Attempt {
  private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

  /// How much of a body is read.
  private static final long MOST_READ = 64 * 1024;

  private static final long PORTION = 8 * 1024;

  /// How often a request is sent anew that the endpoint refuses to look at.
  private static final int MOST_FRESH_STARTS = 3;

  /// How long a thread that was told to end may use its connection.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final OkHttpClient http;
  private final Sockets sockets;
  private final InstantSource time;
  private final Request request;
  private final long begun = System.nanoTime();
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private volatile Stage stage = Stage.RESOLVING;
  private volatile @Nullable Call call;
  private volatile @Nullable GuardedSocket socket;
  private volatile @Nullable Head head;
  private volatile Answer.@Nullable Failed failure;
  private volatile boolean abandoned;

  private record Head(int status, Optional<Duration> retryAfter) {}

  Attempt(OkHttpClient http, Sockets sockets, InstantSource time, Request.Builder request) {
    this.http = http;
    this.sockets = sockets;
    this.time = time;
    this.request = request.tag(Attempt.class, this).build();
  }

  /// Sends the request. Answers when the answer is read or the time is up.
  Answer send(Duration headTime, Duration wholeTime) throws InterruptedException {
    Thread.ofVirtual().name("webhook").start(this::run);
    try {
      if (!decided.await(left(headTime), TimeUnit.NANOSECONDS)) {
        return head == null ? Failures.late(stage) : answer();
      }
      var _ = ended.await(left(wholeTime), TimeUnit.NANOSECONDS);
      return answer();
    } finally {
      abandon();
    }
  }

  private long left(Duration time) {
    return time.toNanos() - (System.nanoTime() - begun);
  }

  private Answer answer() {
    var failed = failure;
    var answered = head;
    if (answered == null) {
      return failed == null ? Failures.late(stage) : failed;
    }
    if (answered.status() < 200) {
      return Failures.protocol("the final answer was " + answered.status());
    }
    return new Answer.Responded(answered.status(), answered.retryAfter(), text());
  }

  private String text() {
    synchronized (kept) {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  private void run() {
    try {
      exchange();
    } catch (IOException e) {
      failure = Failures.of(e, stage, heard());
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "a webhook's answer could not be read", e);
      failure = Failures.protocol("the answer could not be read");
    } finally {
      decided.countDown();
      ended.countDown();
    }
  }

  private long heard() {
    var used = socket;
    return used == null ? 0 : used.heard();
  }

  private void exchange() throws IOException {
    int refused = 0;
    while (true) {
      var next = http.newCall(request);
      call = next;
      stage = Stage.RESOLVING;
      if (abandoned) {
        next.cancel();
      }
      try (var response = next.execute()) {
        read(response, next);
        return;
      } catch (StaleConnectionException e) {
        // The pool has one less of them; a connection that was just made is never one.
        if (abandoned) {
          throw e;
        }
      } catch (IOException e) {
        refused++;
        if (refused > MOST_FRESH_STARTS || abandoned || !Failures.isUntouched(e)) {
          throw e;
        }
      }
    }
  }

  /// Whether the connection that the attempt uses was not made for it.
  boolean isOnUsedConnection() {
    return stage == Stage.RESOLVING;
  }

  /// Reads as much of the body as anybody wants. What is left costs the connection, or the stream
  /// of HTTP/2: OkHttp would go on reading when the answer is closed.
  private void read(Response response, Call ending) throws IOException {
    var source = response.body().source();
    var portion = new Buffer();
    long read = 0;
    while (read < MOST_READ) {
      long count = source.read(portion, Math.min(PORTION, MOST_READ - read));
      if (count < 0) {
        return;
      }
      keep(portion.readByteArray());
      read += count;
    }
    ending.cancel();
  }

  private void keep(byte[] bytes) {
    synchronized (kept) {
      kept.write(bytes, 0, Math.min(bytes.length, Answer.KEPT - kept.size()));
    }
  }

  /// The attempt has come to `reached`.
  void at(Stage reached) {
    stage = reached;
  }

  /// The attempt uses the connection `used`.
  void on(Socket used) {
    socket = sockets.below(used).orElse(null);
  }

  /// The head of the answer is in.
  void answered(Response response) {
    var retryAfter =
        response.headers("Retry-After").stream()
            .findFirst()
            .flatMap(value -> RetryAfter.parse(value, time.instant()));
    head = new Head(response.code(), retryAfter);
    var used = socket;
    if (used != null) {
      used.expectBody();
    }
    decided.countDown();
  }

  /// Nobody waits any more.
  private void abandon() {
    abandoned = true;
    var last = call;
    if (ended.getCount() == 0) {
      return;
    }
    if (last != null) {
      last.cancel();
    }
    Thread.ofVirtual().name("webhook-end").start(this::end);
  }

  /// A write that the endpoint does not take holds locks of HTTP/2 and TLS, and ends only with the
  /// connection.
  private void end() {
    try {
      var used = ended.await(GRACE.toNanos(), TimeUnit.NANOSECONDS) ? null : socket;
      if (used != null) {
        Sockets.close(used);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
