package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/// An endpoint that takes pushes and does nothing with them but count. A body that begins with the
/// time of its publish ([#stamp]) also counts as a latency. `/words` answers a KiB
/// of text. `/never` is an endpoint that does not answer.
public final class PushSink {
  private static final int STAMP_DIGITS = 19;
  private static final long LONGEST_MICROS = 60_000_000;

  private static final String WORDS = "x".repeat(1_024);

  private final AtomicLong count = new AtomicLong();
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile ConcurrentHistogram latencies = histogram();

  private static ConcurrentHistogram histogram() {
    return new ConcurrentHistogram(LONGEST_MICROS, 3);
  }

  /// The beginning of a body that is published now.
  static String stamp() {
    return String.format("%0" + STAMP_DIGITS + "d", System.nanoTime());
  }

  public static void main(String[] args) {
    var sink = new PushSink();
    FloorServer.start(
        Arguments.parse(args).number("port"),
        HttpRouting.builder()
            .post("/hook", sink::take)
            .post("/words", sink::takeAndTell)
            .post("/never", sink::keep)
            .get("/count", sink::count)
            .get("/latencies", sink::latencies));
  }

  private void take(ServerRequest request, ServerResponse response) {
    take(request);
    response.send();
  }

  private void takeAndTell(ServerRequest request, ServerResponse response) {
    take(request);
    response.send(WORDS);
  }

  private void take(ServerRequest request) {
    long now = System.nanoTime();
    byte[] body = request.content().as(byte[].class);
    if (body.length >= STAMP_DIGITS && body[0] == '0') {
      long begun = Long.parseLong(new String(body, 0, STAMP_DIGITS, US_ASCII));
      latencies.recordValue(Math.clamp((now - begun) / 1_000, 0, LONGEST_MICROS));
    }
    count.incrementAndGet();
  }

  private void keep(ServerRequest request, ServerResponse response) throws InterruptedException {
    never.await();
    response.send();
  }

  private void count(ServerRequest request, ServerResponse response) {
    response.send(Long.toString(count.get()));
  }

  /// Answers how many latencies there were, their median and 99th percentile in microseconds, and
  /// begins anew.
  private synchronized void latencies(ServerRequest request, ServerResponse response) {
    var taken = latencies;
    latencies = histogram();
    response.send(
        "count=%d p50=%d p99=%d"
            .formatted(
                taken.getTotalCount(),
                taken.getValueAtPercentile(50),
                taken.getValueAtPercentile(99)));
  }
}
