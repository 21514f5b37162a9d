package io.edgemq.chaos;

import io.edgemq.app.ApiClient;
import io.edgemq.app.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/// A client of several adapters. It calls another adapter each time. Thread-safe.
final class Rotation implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final long PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final List<ApiClient> adapters;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final Map<String, Integer> refusals = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> breaks = new ConcurrentSkipListMap<>();

  Rotation(List<ApiClient> adapters) {
    this.adapters = List.copyOf(adapters);
  }

  /// The adapter whose turn it is.
  ApiClient next() {
    return adapters.get(Math.floorMod(turn.getAndIncrement(), adapters.size()));
  }

  /// Calls the next adapter once. Throws [IOException] when there is no answer within 8 s.
  Answer once(String path, UnaryOperator<HttpRequest.Builder> finish)
      throws IOException, InterruptedException {
    try {
      var answer = next().call(path, request -> finish.apply(request).timeout(TIMEOUT));
      answered.incrementAndGet();
      if (!isClear(answer)) {
        refusals.merge(
            "%tT %s %s: %d %s"
                .formatted(
                    System.currentTimeMillis(),
                    answer.response().request().method(),
                    path,
                    answer.status(),
                    answer.text()),
            1,
            Integer::sum);
      }
      return answer;
    } catch (IOException broken) {
      breaks.merge(broken.toString(), 1, Integer::sum);
      throw broken;
    }
  }

  /// Calls one adapter after the other until one gives a clear answer: any status but 429 and 5xx.
  /// Throws [IOException] when none does within `patience`.
  Answer until(Duration patience, String path, UnaryOperator<HttpRequest.Builder> finish)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    String last = "";
    for (long pause = PAUSE_MILLIS; System.nanoTime() - deadline < 0; pause *= 2) {
      long wait = pause;
      try {
        var answer = once(path, finish);
        if (isClear(answer)) {
          return answer;
        }
        last = answer.status() + " " + answer.text();
        wait = Math.max(pause, retryAfterMillis(answer));
      } catch (IOException broken) {
        last = broken.toString();
      }
      repeated.incrementAndGet();
      rest(Duration.ofMillis(Math.min(wait, LONGEST_PAUSE_MILLIS)));
    }
    throw new IOException("no clear answer in " + patience + "; the last: " + last);
  }

  /// A request that posts `body`.
  static UnaryOperator<HttpRequest.Builder> body(String body) {
    return request -> request.POST(BodyPublishers.ofString(body));
  }

  /// Whether an answer tells the result of the call.
  static boolean isClear(Answer answer) {
    return answer.status() < 500 && answer.status() != 429;
  }

  private static long retryAfterMillis(Answer answer) {
    return answer.response().headers().firstValueAsLong("Retry-After").orElse(0) * 1_000;
  }

  /// Waits. Throws [InterruptedException] when the run is over.
  static void rest(Duration time) throws InterruptedException {
    LockSupport.parkNanos(time.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// The number of calls that had to be repeated.
  long repeated() {
    return repeated.get();
  }

  /// The number of answered calls.
  long answered() {
    return answered.get();
  }

  /// The unclear answers, and the number of each.
  Map<String, Integer> refusals() {
    return Map.copyOf(refusals);
  }

  /// The failures of calls without an answer, and the number of each.
  Map<String, Integer> breaks() {
    return Map.copyOf(breaks);
  }

  @Override
  public void close() {
    adapters.forEach(ApiClient::close);
  }
}
