package io.edgemq.jetstream;

import io.edgemq.domain.Placement;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts streams where their placement says. Tags are for clusters: a server that is none judges no
/// tag. Three replicas, which is the default, become one where the cluster has fewer than three
/// servers, with a warning: so that a single server can be tried.
public final class StreamPlacement {
  private static final System.Logger LOG = System.getLogger(StreamPlacement.class.getName());
  private static final int NAME_IN_USE = 10058;
  private static final int NOT_CLUSTERED = 10074;
  private static final int MOVED_AND_SCALED = 10123;

  /// A move is under way, or a change of the number of replicas.
  private static final Set<Integer> BUSY = Set.of(10124, 10226);

  private static final Duration MOMENT = Duration.ofMillis(50);

  /// No suitable peers: too few, without the tags, without room, away.
  private static final int NO_PEERS = 10005;

  private final Cluster cluster;

  public StreamPlacement(Cluster cluster) {
    this.cluster = cluster;
  }

  /// What came of placing a stream.
  public sealed interface Result {}

  /// It is there.
  public record Placed() implements Result {}

  /// The cluster has no place for it.
  ///
  /// @param missing what it lacks, for the caller
  public record Unplaceable(String missing) implements Result {}

  /// There is a stream of that name already, another one.
  public static final class NameTaken extends Exception {
    private static final long serialVersionUID = 1L;

    NameTaken(Throwable cause) {
      super(cause);
    }
  }

  /// What the server is told of a placement; null: anywhere.
  static io.nats.client.api.@Nullable Placement of(Placement placement) {
    return placement.geo().equals(Placement.DEFAULT.geo())
        ? null
        : new io.nats.client.api.Placement(null, List.of("geo:" + placement.geo()));
  }

  /// Makes a stream.
  public Result create(StreamConfiguration wanted) throws NameTaken {
    try {
      return place(
          wanted,
          configuration -> cluster.administer(management -> management.addStream(configuration)));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() == NAME_IN_USE) {
        throw new NameTaken(refused);
      }
      throw Failures.of(refused);
    }
  }

  /// Changes a stream.
  Result update(StreamConfiguration wanted) {
    try {
      return place(wanted, this::change);
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// The server does not change the number of replicas and their place at once: first the number,
  /// and the place once that is done.
  private Object change(StreamConfiguration wanted) throws JetStreamApiException {
    try {
      return changeWhenFree(wanted);
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() != MOVED_AND_SCALED) {
        throw refused;
      }
      var now =
          cluster
              .administer(management -> management.getStreamInfo(wanted.getName()))
              .getConfiguration();
      Object unused =
          changeWhenFree(StreamConfiguration.builder(now).replicas(wanted.getReplicas()).build());
      return changeWhenFree(wanted);
    }
  }

  /// A stream that is being moved or scaled is not changed again until that is done.
  private Object changeWhenFree(StreamConfiguration wanted) throws JetStreamApiException {
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      try {
        return cluster.administer(management -> management.updateStream(wanted));
      } catch (JetStreamApiException refused) {
        boolean busy = BUSY.contains(refused.getApiErrorCode()) && System.nanoTime() - deadline < 0;
        if (!busy) {
          throw refused;
        }
        cluster.pause(MOMENT);
      }
    }
  }

  private interface Step {
    Object apply(StreamConfiguration configuration) throws JetStreamApiException;
  }

  private static Result place(StreamConfiguration wanted, Step step) throws JetStreamApiException {
    try {
      Object unused = step.apply(wanted);
      return new Placed();
    } catch (JetStreamApiException refused) {
      int code = refused.getApiErrorCode();
      boolean tooFew = code == NOT_CLUSTERED || code == NO_PEERS;
      if (!tooFew) {
        throw refused;
      }
      boolean fallsBack =
          wanted.getReplicas() == Placement.DEFAULT.replicas() && isSmall(wanted, refused);
      return fallsBack ? single(wanted, step) : unplaceable(wanted, refused);
    }
  }

  /// Whether there are fewer servers than replicas. Those that are away count, and what else keeps
  /// a server from being chosen (tags, room) is told behind a comma.
  private static boolean isSmall(StreamConfiguration wanted, JetStreamApiException refused) {
    return refused.getApiErrorCode() == NOT_CLUSTERED
        || (wanted.getPlacement() == null && !refused.getErrorDescription().contains(","));
  }

  private static Result single(StreamConfiguration wanted, Step step) throws JetStreamApiException {
    LOG.log(
        System.Logger.Level.WARNING,
        "one replica instead of {0}: the cluster has fewer servers; stream={1}",
        wanted.getReplicas(),
        wanted.getName());
    return place(StreamConfiguration.builder(wanted).replicas(1).build(), step);
  }

  private static Result unplaceable(StreamConfiguration wanted, JetStreamApiException refused) {
    var where = wanted.getPlacement();
    var tags = where == null ? List.<String>of() : Objects.requireNonNull(where.getTags());
    var count = wanted.getReplicas() == 1 ? "a server" : wanted.getReplicas() + " servers";
    var asked = tags.isEmpty() ? count : count + " with the tag " + String.join(", ", tags);
    var missing =
        "the cluster does not have "
            + asked
            + " to place this on: "
            + refused.getErrorDescription();
    LOG.log(System.Logger.Level.WARNING, "cannot place stream={0}: {1}", wanted.getName(), missing);
    return new Unplaceable(missing);
  }
}
