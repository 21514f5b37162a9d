package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/// A closed-loop generator in its own process. Every connection has one platform thread, which
/// sends, waits for the whole answer, and sends again. Blocking sockets on platform threads were
/// the cheapest of three designs: on two cores, a third more requests a second than virtual threads
/// or one selector. A cheap generator leaves more processor time for the server.
///
/// Arguments: `port`, `connections`, `path`, `token`, `workload` (`post`, `batch`, `drain`, and
/// `put` and `get` of keys),
/// `bytes` (payload), and `warm_millis` with `run_millis`, or `units`, to stop after that many
/// units, of which the first fifth is the warm-up.
public final class LoadGenerator {
  private static final int BATCH = 100;
  private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);
  private static final long EMPTY_PAUSE_MILLIS = 2;

  private final Arguments arguments;
  private final LongAdder done = new LongAdder();
  private final List<Histogram> histograms = new ArrayList<>();
  private final AtomicBoolean recording = new AtomicBoolean();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final CountDownLatch failed = new CountDownLatch(1);
  private volatile boolean stopping;

  private LoadGenerator(Arguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] args) throws Exception {
    new LoadGenerator(Arguments.parse(args)).run();
    System.exit(0);
  }

  private void run() throws Exception {
    int connections = arguments.number("connections");
    for (int i = 0; i < connections; i++) {
      var link = Link.to(arguments.number("port"));
      var workload = workload();
      var histogram = new Histogram(HIGHEST_MICROS, 3);
      histograms.add(histogram);
      Thread.ofPlatform().daemon().name("load-" + i).start(() -> loop(link, workload, histogram));
    }
    int units = arguments.number("units", 0);
    if (units > 0) measureUnits(units);
    else measureTime(arguments.number("warm_millis"), arguments.number("run_millis"));
  }

  private Workload workload() {
    var path = arguments.text("path");
    var token = arguments.text("token", "");
    int bytes = arguments.number("bytes", 256);
    return switch (arguments.text("workload")) {
      case "post" ->
          new Workload.Repeat(
              Requests.post(path, token, "application/octet-stream", Requests.payload(bytes)), 1);
      case "batch" ->
          new Workload.Repeat(
              Requests.post(path, token, "application/json", Requests.batch(BATCH, bytes)), BATCH);
      case "put" -> new Workload.Cycle(new Keys("PUT", path, token));
      case "get" -> new Workload.Cycle(new Keys("GET", path, token));
      case "drain" -> new Workload.Drain(path, token);
      default ->
          throw new IllegalArgumentException("unknown workload " + arguments.text("workload"));
    };
  }

  private void loop(Link link, Workload workload, Histogram histogram) {
    try (link) {
      while (!stopping) {
        long start = System.nanoTime();
        int units = workload.once(link);
        long micros = (System.nanoTime() - start) / 1000;
        done.add(units);
        if (units == 0) failed.await(EMPTY_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        else if (recording.get()) histogram.recordValue(Math.min(micros, HIGHEST_MICROS));
      }
    } catch (IOException | InterruptedException stopped) {
      if (!stopping) failures.add(stopped);
      failed.countDown();
    }
  }

  private void measureTime(int warmMillis, int runMillis) throws Exception {
    pause(warmMillis);
    recording.set(true);
    long before = done.sum();
    long start = System.nanoTime();
    pause(runMillis);
    answer(done.sum() - before, System.nanoTime() - start);
  }

  private void measureUnits(int units) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    awaitUnits(units / 5, deadline);
    recording.set(true);
    long before = done.sum();
    long start = System.nanoTime();
    awaitUnits(units, deadline);
    answer(done.sum() - before, System.nanoTime() - start);
  }

  private void awaitUnits(long units, long deadline) throws Exception {
    while (done.sum() < units) {
      pause(1);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("only " + done.sum() + " of " + units + " after 120 s");
      }
    }
  }

  /// Waits for all connections. Throws the failure of a connection if there is one.
  private void pause(int millis) throws Exception {
    if (failed.await(millis, TimeUnit.MILLISECONDS)) {
      var cause = failures.remove();
      throw cause instanceof IOException io ? new UncheckedIOException(io) : cause;
    }
  }

  private void answer(long units, long nanos) {
    stopping = true;
    var all = new Histogram(HIGHEST_MICROS, 3);
    histograms.forEach(all::add);
    Arguments.answer(
        String.format(
            Locale.ROOT,
            "per_second=%.1f units=%d total=%d p50_micros=%d p99_micros=%d max_micros=%d",
            units * 1e9 / nanos,
            units,
            Math.max(units, done.sum()),
            all.getValueAtPercentile(50),
            all.getValueAtPercentile(99),
            all.getMaxValue()));
  }
}
