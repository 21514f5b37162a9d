package io.edgemq.jetstream;

import io.edgemq.domain.Placement;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Creates and updates streams as their placement says. Tags apply to clusters only: a single
/// server ignores them. Three replicas, the default, become one with a warning when the cluster has
/// fewer than three servers, so that a single server can be tried.
public final class StreamPlacement {
  private static final System.Logger LOG = System.getLogger(StreamPlacement.class.getName());
  private static final int NAME_IN_USE = 10058;
  private static final int NOT_CLUSTERED = 10074;
  private static final int MOVED_AND_SCALED = 10123;

  /// The stream is being moved, or its number of replicas is being changed.
  private static final Set<Integer> BUSY = Set.of(10124, 10226);

  private static final Duration MOMENT = Duration.ofMillis(50);

  /// No suitable peers: too few servers, or they lack the tags or the room, or are down.
  private static final int NO_PEERS = 10005;

  private final Cluster cluster;
  private final System.Logger.Level refusals;

  public StreamPlacement(Cluster cluster) {
    this(cluster, System.Logger.Level.WARNING);
  }

  private StreamPlacement(Cluster cluster, System.Logger.Level refusals) {
    this.cluster = cluster;
    this.refusals = refusals;
  }

  /// One for callers that try something else when there is no place; it logs no refusals.
  public static StreamPlacement trying(Cluster cluster) {
    return new StreamPlacement(cluster, System.Logger.Level.DEBUG);
  }

  /// The result of placing a stream.
  public sealed interface Result {}

  /// The stream is placed.
  public record Placed() implements Result {}

  /// The cluster has no place for the stream.
  ///
  /// @param missing what it lacks, for the caller
  public record Unplaceable(String missing) implements Result {}

  /// Another stream, which is not ours, accepts some of its subjects.
  ///
  /// @param words the server's
  public record SubjectsTaken(String words) implements Result {}

  /// Another stream has that name already.
  public static final class NameTaken extends Exception {
    private static final long serialVersionUID = 1L;

    NameTaken(Throwable cause) {
      super(cause);
    }
  }

  /// The placement for the server; null: anywhere.
  static io.nats.client.api.@Nullable Placement of(Placement placement) {
    return placement.geo().equals(Placement.DEFAULT.geo())
        ? null
        : new io.nats.client.api.Placement(null, List.of("geo:" + placement.geo()));
  }

  /// Creates a stream.
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

  /// Updates a stream.
  Result update(StreamConfiguration wanted) {
    try {
      return place(wanted, this::change);
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// The server cannot change the number of replicas and their place at once. So the number is
  /// changed first, and then the place.
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

  /// Waits while the stream is being moved or scaled, and then changes it.
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

  private Result place(StreamConfiguration wanted, Step step) throws JetStreamApiException {
    try {
      Object unused = step.apply(wanted);
      return new Placed();
    } catch (JetStreamApiException refused) {
      int code = refused.getApiErrorCode();
      if (code == Failures.SUBJECTS_OVERLAP) {
        return taken(wanted, refused);
      }
      boolean tooFew = code == NOT_CLUSTERED || code == NO_PEERS;
      if (!tooFew) {
        throw refused;
      }
      boolean fallsBack =
          wanted.getReplicas() == Placement.DEFAULT.replicas() && isSmall(wanted, refused);
      return fallsBack ? single(wanted, step) : unplaceable(wanted, refused);
    }
  }

  private static Result taken(StreamConfiguration wanted, JetStreamApiException refused) {
    var words = refused.getErrorDescription();
    LOG.log(
        System.Logger.Level.WARNING,
        "another stream has these subjects; stream={0} subjects={1} words={2}",
        wanted.getName(),
        wanted.getSubjects(),
        words);
    return new SubjectsTaken(words);
  }

  /// Whether there are fewer servers than replicas. Servers that are down are counted. After a
  /// comma the server gives other reasons why a server was not chosen (tags, room).
  private static boolean isSmall(StreamConfiguration wanted, JetStreamApiException refused) {
    return refused.getApiErrorCode() == NOT_CLUSTERED
        || (wanted.getPlacement() == null && !refused.getErrorDescription().contains(","));
  }

  private Result single(StreamConfiguration wanted, Step step) throws JetStreamApiException {
    LOG.log(
        cluster.noticeFewServers() ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
        "one replica instead of {0}, here and wherever three are wanted: the cluster has fewer"
            + " servers; once it has three, `edgemq doctor --repair` widens; stream={1}",
        wanted.getReplicas(),
        wanted.getName());
    return place(StreamConfiguration.builder(wanted).replicas(1).build(), step);
  }

  private Result unplaceable(StreamConfiguration wanted, JetStreamApiException refused) {
    var where = wanted.getPlacement();
    var tags = where == null ? List.<String>of() : Objects.requireNonNull(where.getTags());
    var count = wanted.getReplicas() == 1 ? "a server" : wanted.getReplicas() + " servers";
    var asked = tags.isEmpty() ? count : count + " with the tag " + String.join(", ", tags);
    var missing =
        "the cluster does not have "
            + asked
            + " to place this on: "
            + refused.getErrorDescription();
    LOG.log(refusals, "cannot place stream={0}: {1}", wanted.getName(), missing);
    return new Unplaceable(missing);
  }
}
