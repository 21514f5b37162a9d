package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A stream that keeps the latest messages of each subject for some time, shared by any number of
/// processes, for what may get lost. It takes a fixed part of the cluster's room and no more: the
/// oldest messages make room for new ones. It is made when it is first written to. Every call
/// throws `StoreException` when there was no answer.
public final class RecentMessages {
  private static final List<Integer> REPLICAS = List.of(5, 3, 1);

  /// How large the stream may get on each server, in bytes: the first size that the account and the
  /// servers can promise.
  private static final List<Long> SIZES = List.of(256L << 20, 64L << 20, 16L << 20, 4L << 20);

  private static final int BATCH = 500;
  private static final int PAGE = 256;
  private static final int PAGE_BYTES = 1 << 20;

  private final Cluster cluster;
  private final StreamClient stream;
  private final String subjects;
  private final Bounds bounds;

  /// What is kept.
  ///
  /// @param perSubject how many messages of a subject
  public record Bounds(int perSubject, Duration age) {}

  /// The messages of the stream `name`.
  ///
  /// @param subjects what it takes, with the server's wildcards
  public RecentMessages(Cluster cluster, String name, String subjects, Bounds bounds) {
    this.cluster = cluster;
    this.stream = new StreamClient(cluster, name);
    this.subjects = subjects;
    this.bounds = bounds;
  }

  /// Stores messages in order: a round trip for some hundreds, each time all or none of them. Takes
  /// no room that is kept for freeing some.
  public void append(List<Outgoing> messages) {
    for (int from = 0; from < messages.size(); from += BATCH) {
      var batch = messages.subList(from, Math.min(messages.size(), from + BATCH));
      try {
        publish(batch);
      } catch (StoreException.NoResponders perhapsThereIsNoStream) {
        make();
        publish(batch);
      }
    }
  }

  private void publish(List<Outgoing> batch) {
    cluster.reserve().requireUnspent();
    var unused = stream.publish(batch, Collections.nCopies(batch.size(), Condition.NONE));
  }

  /// Creates the stream if it is missing, with as many replicas as the cluster can place.
  private void make() {
    if (stream.info().isPresent()) {
      return;
    }
    var placement = StreamPlacement.trying(cluster);
    StoreException refused =
        new StoreException.Unavailable(
            "the cluster has no place for " + stream.name(), new IOException("no peers"));
    for (int replicas : REPLICAS) {
      for (long bytes : SIZES) {
        try {
          if (placement.create(configuration(replicas, bytes)) instanceof StreamPlacement.Placed) {
            return;
          }
        } catch (StreamPlacement.NameTaken somebodyElseWasFaster) {
          return;
        } catch (StoreException.Full tooMuch) {
          refused = tooMuch;
        }
      }
    }
    throw refused;
  }

  private StreamConfiguration configuration(int replicas, long bytes) {
    return StreamConfiguration.builder()
        .name(stream.name())
        .subjects(subjects)
        .maxMessagesPerSubject(bounds.perSubject())
        .maxAge(bounds.age())
        .maxBytes(bytes)
        .discardPolicy(DiscardPolicy.Old)
        .allowDirect(true)
        .allowAtomicPublish(true)
        .replicas(replicas)
        .build();
  }

  /// All messages of `subject`, the oldest first, as the leader has them: what a replica that is
  /// behind still has is left out, and what it lacks is there. A few round trips, and one more for
  /// each message that the answering replica lacks.
  public List<Entry> read(String subject) {
    int count;
    try {
      count = count(subject);
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() == Failures.NO_STREAM) {
        return List.of();
      }
      throw Failures.of(refused);
    }
    var found = count == 0 ? List.<Entry>of() : find(subject);
    return found.subList(Math.max(0, found.size() - count), found.size());
  }

  private int count(String subject) throws JetStreamApiException {
    var options = StreamInfoOptions.filterSubjects(subject);
    var info = cluster.administer(management -> management.getStreamInfo(stream.name(), options));
    return (int) info.getStreamState().getSubjects().stream().mapToLong(Subject::getCount).sum();
  }

  private List<Entry> find(String subject) {
    var found = new ArrayList<Entry>();
    long next = 1;
    boolean complete = false;
    while (!complete) {
      var part = stream.read(new StreamClient.Query(next, subject, PAGE, PAGE_BYTES));
      found.addAll(part.entries());
      next = found.isEmpty() ? 1 : found.getLast().sequence() + 1;
      complete = part.complete() || part.entries().isEmpty();
    }
    var more = stream.fromLeader(next, subject);
    while (more.isPresent()) {
      found.add(more.get());
      more = stream.fromLeader(more.get().sequence() + 1, subject);
    }
    return found;
  }

  /// Removes all messages of `subject`.
  public void purge(String subject) {
    try {
      var these = PurgeOptions.builder().subject(subject).build();
      Object unused =
          cluster.administer(management -> management.purgeStream(stream.name(), these));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() != Failures.NO_STREAM) {
        throw Failures.of(refused);
      }
    }
  }
}
