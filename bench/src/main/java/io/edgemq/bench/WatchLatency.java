package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One connection that writes keys, one at a time, and one that watches them: how long it takes
/// from sending a write to the arrival of its event.
final class WatchLatency implements AutoCloseable {
  private static final int SAMPLES = 300;
  private static final int WARM_SAMPLES = 3_000;
  private static final int READ_MILLIS = 30_000;

  private final Server server;
  private final Keys keys;
  private final Link writer;
  private final Socket stream;
  private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

  private WatchLatency(Server server, Keys keys, Link writer, Socket stream) {
    this.server = server;
    this.keys = keys;
    this.writer = writer;
    this.stream = stream;
  }

  /// Opens both. Returns when the stream has begun.
  ///
  /// @param path of the stream
  static WatchLatency open(Server server, Keys keys, String path) throws InterruptedException {
    try {
      var stream = new Socket(InetAddress.getLoopbackAddress(), server.port());
      stream.setTcpNoDelay(true);
      var latency = new WatchLatency(server, keys, Link.to(server.port()), stream);
      stream.getOutputStream().write(Requests.stream(path, keys.token()));
      Thread.ofPlatform().daemon().name("watch").start(latency::read);
      latency.arrival();
      return latency;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Tells of the stream's begin, and of each event.
  private void read() {
    var counter = new EventCounter();
    var buffer = new byte[16 << 10];
    int told = -1;
    try {
      var in = stream.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        long now = System.nanoTime();
        counter.accept(buffer, count);
        if (!counter.isOpen()) continue;
        for (; told < counter.frames(); told++) arrivals.add(now);
      }
    } catch (IOException closed) {
      // the writer misses the event that does not come, and says so
    }
  }

  private long arrival() throws InterruptedException {
    var at = arrivals.poll(READ_MILLIS, TimeUnit.MILLISECONDS);
    if (at == null) throw new IllegalStateException("no event" + server.process().logTail());
    return at;
  }

  void warm() {
    median(WARM_SAMPLES);
  }

  /// The median of some hundred writes, in microseconds.
  double micros() {
    return median(SAMPLES);
  }

  private double median(int samples) {
    var micros = new double[samples];
    try {
      for (int i = 0; i < samples; i++) {
        byte[] request = keys.request(i % Keys.COUNT);
        long sent = System.nanoTime();
        writer.exchange(request);
        micros[i] = (arrival() - sent) / 1e3;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(keys.path() + server.process().logTail(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
    return Turns.median(micros);
  }

  @Override
  public void close() {
    try (stream;
        writer) {
      arrivals.clear();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
