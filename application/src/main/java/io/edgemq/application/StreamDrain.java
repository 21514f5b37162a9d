package io.edgemq.application;

import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// How the open streams of a process that shuts down are ended: one after another, in an order of
/// chance and at a steady rate, so that their readers do not all come to the other processes in the
/// same moment. The first one ends at once. A few need little time, however much there is.
public final class StreamDrain {
  /// Ends are this far apart at most.
  private static final Duration WIDEST_GAP = Duration.ofMillis(50);

  /// Streams are looked at this often at most.
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

  private final Duration time;
  private final LongSupplier nanos;
  private final Pause pause;

  /// Lets time pass.
  @FunctionalInterface
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  /// @param time within which the process has to end
  /// @param nanos a clock that only goes forward, in nanoseconds
  StreamDrain(Duration time, LongSupplier nanos, Pause pause) {
    this.time = time;
    this.nanos = nanos;
    this.pause = pause;
  }

  /// For a process that has to end within `time`. Half of it is for what comes after the streams.
  /// With none, all streams end at once.
  public static StreamDrain within(Duration time) {
    return new StreamDrain(time, System::nanoTime, Thread::sleep);
  }

  /// Within which the process has to end.
  Duration time() {
    return time;
  }

  /// Ends the streams in `open` that are told of a shutdown; those vanish from it that are closed.
  /// Returns when the last one was told or has vanished. Whoever is interrupted meanwhile ends the
  /// rest at once.
  void end(Set<? extends StreamPlaces.OpenStream> open, RandomGenerator random) {
    var order = new ArrayList<StreamPlaces.OpenStream>();
    for (var stream : open) {
      if (stream.isToldOfShutdown()) {
        order.add(stream);
      }
    }
    Collections.shuffle(order, Random.from(random));
    var left = new ArrayDeque<>(order);
    try {
      endSteadily(left, open);
    } catch (InterruptedException stopped) {
      left.forEach(StreamDrain::end);
      Thread.currentThread().interrupt();
    }
  }

  private void endSteadily(
      Queue<StreamPlaces.OpenStream> left, Set<? extends StreamPlaces.OpenStream> open)
      throws InterruptedException {
    long begin = nanos.getAsLong();
    long gap = gap(left.size());
    long ended = 0;
    for (var next = left.peek(); next != null; next = left.peek()) {
      if (!open.contains(next)) {
        left.remove();
        continue;
      }
      long early = ended * gap - (nanos.getAsLong() - begin);
      if (early > 0) {
        pause.last(Duration.ofNanos(Math.max(early, SHORTEST_PAUSE.toNanos())));
        continue;
      }
      left.remove();
      end(next);
      ended++;
    }
  }

  private long gap(int streams) {
    return Math.min(WIDEST_GAP.toNanos(), time.dividedBy(2).toNanos() / Math.max(1, streams));
  }

  private static void end(StreamPlaces.OpenStream stream) {
    stream.end(StreamItem.Reason.SHUTDOWN);
  }
}
