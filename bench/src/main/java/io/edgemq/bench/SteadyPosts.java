package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Posts at a steady rate, whatever the server takes for it: each post has its own moment, and its
/// latency counts from there.
record SteadyPosts(Server server, String path) {
  private static final int PER_SECOND = 50;
  private static final int LINKS = 32;
  private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);
  private static final int DIGITS = 3;

  /// An empty one.
  static Histogram histogram() {
    return new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
  }

  /// Posts for a while, and answers the latencies in microseconds.
  Histogram run(int millis) {
    var latencies = histogram();
    var posts = new ArrayList<Future<?>>();
    var links = new LinkedBlockingQueue<Link>();
    var request =
        Requests.post(
            path, server.token(), "application/octet-stream", Requests.payload(Post.BYTES));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < LINKS; i++) links.add(Link.to(server.port()));
      long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      long start = System.nanoTime();
      long count = (long) millis * PER_SECOND / TimeUnit.SECONDS.toMillis(1);
      for (long i = 0; i < count; i++) {
        long due = start + i * interval;
        while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
        posts.add(threads.submit(() -> post(links, request, due, latencies)));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    close(links);
    posts.forEach(Future::resultNow);
    if (latencies.getTotalCount() == 0) throw new IllegalStateException("nothing was posted");
    return latencies;
  }

  private static void post(
      BlockingQueue<Link> links, byte[] request, long due, Histogram latencies) {
    try {
      var link = links.take();
      link.exchange(request);
      links.add(link);
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due);
      latencies.recordValue(Math.min(micros, HIGHEST_MICROS));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static void close(BlockingQueue<Link> links) {
    for (var link : links) {
      try {
        link.close();
      } catch (IOException alreadyClosed) {
        throw new UncheckedIOException(alreadyClosed);
      }
    }
  }
}
