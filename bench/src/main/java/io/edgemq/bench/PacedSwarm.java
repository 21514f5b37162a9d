package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/// Readers of a topic to which one publisher publishes at a steady rate. Some of them stop reading
/// for a while and go on, with their cursor where their connection was cut.
///
/// Arguments: `port`, `token`, `connections`, `stopped`, `window_millis`, `stop_millis`, `stream`,
/// `publish`, `bytes`, `per_second`. It answers `RESULT open=…`; then, for the time before the
/// stop, the stop and the time after it, `RESULT p99_micros=… per_second=…`, of the readers that do
/// not stop; it goes on with the stop, and with the end of it, when it gets a line; between the
/// last two `RESULT caught_up_millis=… reconnected=…`; and at the end `RESULT lost=…
/// out_of_order=…`, of all.
public final class PacedSwarm {
  private static final long PATIENCE_MILLIS = 90_000;
  private static final long WARM_MILLIS = 8_000;
  private static final double PERCENTILE = 99;

  private final Arguments arguments;
  private final Selector selector = Selector.open();
  private final ByteBuffer direct = ByteBuffer.allocateDirect(64 << 10);
  private final byte[] bytes = new byte[64 << 10];
  private final PacedPublisher publisher;
  private final List<PacedReader> readers;
  private final List<PacedReader> stopping;
  private final Semaphore goes = new Semaphore(0);
  private Histogram latencies = SteadyPosts.histogram();

  private PacedSwarm(Arguments arguments) throws IOException {
    this.arguments = arguments;
    int port = arguments.number("port");
    var token = arguments.text("token");
    this.publisher =
        new PacedPublisher(
            port,
            new Post(arguments.text("publish"), token),
            arguments.number("bytes"),
            arguments.number("per_second"));
    var all = new PacedReader[arguments.number("connections")];
    for (int i = 0; i < all.length; i++) {
      all[i] = new PacedReader(selector, port, arguments.text("stream"), token);
    }
    this.readers = List.of(all);
    // Spread over all, as they came.
    int each = all.length / arguments.number("stopped");
    this.stopping =
        IntStream.range(0, arguments.number("stopped")).mapToObj(i -> all[i * each]).toList();
  }

  public static void main(String[] args) throws IOException {
    new PacedSwarm(Arguments.parse(args)).run();
  }

  private void run() throws IOException {
    until(() -> readers.stream().allMatch(PacedReader::isOpen));
    Arguments.answer("open=" + readers.stream().filter(PacedReader::isOpen).count());
    Thread.ofPlatform().daemon().name("commands").start(this::listen);
    var publishing = Thread.ofPlatform().daemon().name("publisher").start(publisher);
    readFor(WARM_MILLIS);
    measure(arguments.number("window_millis"));
    awaitGo();
    stopping.forEach(PacedReader::stop);
    measure(arguments.number("stop_millis"));
    awaitGo();
    wake();
    measure(arguments.number("window_millis"));
    publisher.stop();
    until(() -> !publishing.isAlive());
    until(() -> readers.stream().allMatch(reader -> reader.lastId() >= publisher.last()));
    long lost = readers.stream().mapToLong(reader -> publisher.last() - reader.frames()).sum();
    int wrong = readers.stream().mapToInt(PacedReader::outOfOrder).sum();
    Arguments.answer("lost=" + lost + " out_of_order=" + wrong);
  }

  private void listen() {
    try (var in = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
      while (in.readLine() != null) goes.release();
    } catch (IOException broken) {
      // Then nobody waits for the rest.
    }
  }

  private void awaitGo() throws IOException {
    until(goes::tryAcquire);
  }

  private void wake() throws IOException {
    long start = System.nanoTime();
    long newest = publisher.last();
    stopping.forEach(PacedReader::wake);
    until(() -> stopping.stream().allMatch(reader -> reader.lastId() >= newest));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    int reconnected = readers.stream().mapToInt(PacedReader::reconnected).sum();
    Arguments.answer("caught_up_millis=" + millis + " reconnected=" + reconnected);
  }

  private void measure(long millis) throws IOException {
    latencies = SteadyPosts.histogram();
    long before = publisher.last();
    long start = System.nanoTime();
    readFor(millis);
    double seconds = (System.nanoTime() - start) / 1e9;
    Arguments.answer(
        String.format(
            Locale.ROOT,
            "p99_micros=%d per_second=%.2f",
            latencies.getValueAtPercentile(PERCENTILE),
            (publisher.last() - before) / seconds));
  }

  private void readFor(long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) select();
  }

  private void until(BooleanSupplier done) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!done.getAsBoolean() && System.nanoTime() < end) select();
  }

  private void select() throws IOException {
    selector.select(20);
    for (var key : selector.selectedKeys()) read(key);
    selector.selectedKeys().clear();
  }

  private void read(SelectionKey key) throws IOException {
    if (!key.isValid()) return;
    var reader = (PacedReader) key.attachment();
    long before = reader.lastId();
    reader.read(direct, bytes);
    if (stopping.contains(reader)) return;
    long now = System.nanoTime();
    for (long id = before + 1; id <= reader.lastId(); id++) {
      latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(now - publisher.sentAt(id)));
    }
  }
}
