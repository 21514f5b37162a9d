package io.edgemq.application;

import io.edgemq.application.quota.OpenConnection;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.Principal;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The streams that a process has open, whatever they read: bounds how many there are, and ends
/// them when the process shuts down or their caller may do nothing more.
public final class StreamPlaces {
  private static final Duration SOONEST_RETURN = Duration.ofMillis(500);
  private static final Duration RETURN_SPREAD = Duration.ofMillis(4500);

  private final int most;
  private final Traffic traffic;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final OpenCalls calls;
  private final TenantQuotas quotas;
  private final Map<OpenStream, OpenConnection> open = new ConcurrentHashMap<>();
  private final StreamTimeouts timeouts = new StreamTimeouts(open.keySet());
  private volatile Duration returnSpread = RETURN_SPREAD;
  private volatile boolean draining;

  /// A stream that has a place.
  interface OpenStream extends OpenCall, TimedWait {
    /// Ends the stream. The reader is told `reason` when it next looks.
    void end(StreamItem.Reason reason);

    /// Whether a shutdown ends it; if not, something else that has a place does.
    default boolean isToldOfShutdown() {
      return true;
    }

    @Override
    default void end(Refusal why) {
      end(
          why instanceof Refusal.TenantSuspended
              ? StreamItem.Reason.SUSPENDED
              : StreamItem.Reason.REVOKED);
    }
  }

  StreamPlaces(Streams.Tools tools) {
    this.most = tools.most();
    this.traffic = tools.traffic();
    this.clock = tools.clock();
    this.random = tools.random();
    this.calls = tools.calls();
    this.quotas = tools.quotas();
  }

  InstantSource clock() {
    return clock;
  }

  Traffic traffic() {
    return traffic;
  }

  /// How long a reader whose stream ends should wait before it connects again; each time another
  /// answer. Those that a shutdown ends come back spread over the time that it has.
  Duration jitter() {
    return SOONEST_RETURN.plusMillis(random.nextLong(returnSpread.toMillis()));
  }

  /// Why there is no place for one more now; empty when there is one.
  Optional<Refusal> objection() {
    if (draining) {
      return Optional.of(new Refusal.Draining());
    }
    return open.size() >= most ? Optional.of(new Refusal.TooManyStreams(most)) : Optional.empty();
  }

  /// Gives the stream that `opening` makes a place, if its caller may have one more open.
  <S extends OpenStream> Outcome<S> open(Principal who, Supplier<S> opening) {
    return quotas
        .connect(who.tenant())
        .then(connection -> Outcome.done(open(who, opening, connection)));
  }

  private <S extends OpenStream> S open(
      Principal who, Supplier<S> opening, OpenConnection connection) {
    var stream = opened(opening, connection);
    timeouts.begin();
    calls.add(stream);
    traffic.streamOpened(who.tenant());
    if (draining && stream.isToldOfShutdown()) {
      stream.end(StreamItem.Reason.SHUTDOWN);
    }
    return stream;
  }

  /// Nobody else would close the connection of a stream that is not there.
  private <S extends OpenStream> S opened(Supplier<S> opening, OpenConnection connection) {
    boolean opened = false;
    try {
      var stream = opening.get();
      open.put(stream, connection);
      opened = true;
      return stream;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  /// Frees the place of a stream that was closed; answers whether it had one.
  boolean closed(OpenStream stream) {
    var connection = open.remove(stream);
    if (connection == null) {
      return false;
    }
    connection.close();
    calls.remove(stream);
    traffic.streamClosed(stream.principal().tenant());
    return true;
  }

  /// How many streams are open.
  int count() {
    return open.size();
  }

  /// Opens no more streams, and ends every one as `drain` says, so that its reader connects again
  /// elsewhere. Returns when all were told.
  void drain(StreamDrain drain) {
    if (drain.time().compareTo(SOONEST_RETURN) > 0) {
      returnSpread = drain.time();
    }
    draining = true;
    drain.end(open.keySet(), random);
  }
}
