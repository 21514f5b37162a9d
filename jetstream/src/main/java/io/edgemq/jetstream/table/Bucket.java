package io.edgemq.jetstream.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.Failures.Refusal;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.StreamStatus;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A key-value bucket of the cluster, as `nats kv` knows it, that keeps the last value of each key.
/// Every call is one round trip unless it says otherwise, and throws `StoreException` when it was
/// not answered.
public final class Bucket {
  private static final byte[] NOTHING = new byte[0];
  private static final List<Integer> REPLICAS = List.of(5, 3, 1);
  private static final String OPERATION = "KV-Operation";
  private static final Set<String> REMOVALS = Set.of("DEL", "PURGE");
  private static final String END = "edgemq-end";

  /// How long the server keeps the marker of a removal. A follower that was away for about as long
  /// has to read the whole bucket again.
  static final Duration MARKS_KEPT = Duration.ofHours(1);

  private final Cluster cluster;
  private final String name;
  private final StreamClient stream;

  public Bucket(Cluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    this.stream = new StreamClient(cluster, "KV_" + name);
  }

  /// The bucket's name.
  String name() {
    return name;
  }

  /// The stream that holds the bucket.
  StreamClient stream() {
    return stream;
  }

  /// Creates the bucket if it is missing, with as many replicas as the cluster can place. Any
  /// number of processes may do so at once.
  void make() {
    make(1);
  }

  /// As above; the first sequence of a new bucket will be `first`.
  void make(long first) {
    if (exists()) {
      return;
    }
    var placement = StreamPlacement.trying(cluster);
    for (int replicas : REPLICAS) {
      try {
        if (placement.create(configuration(replicas, first)) instanceof StreamPlacement.Placed) {
          return;
        }
      } catch (StreamPlacement.NameTaken somebodyElseWasFaster) {
        return;
      }
    }
    throw new StoreException.Unavailable(
        "the cluster has no place for the bucket " + name, new IOException("no peers"));
  }

  /// Whether the cluster has the bucket.
  public boolean exists() {
    return stream.info().isPresent();
  }

  /// When the bucket was created: tells apart the successive buckets of one name.
  ZonedDateTime created() {
    return stream.rawInfo().orElseThrow(this::gone).getCreateTime();
  }

  private StoreException gone() {
    return new StoreException.Damaged(stream.name(), new IOException("no such stream"));
  }

  private StreamConfiguration configuration(int replicas, long first) {
    var builder = first == 1 ? StreamConfiguration.builder() : startingAt(first);
    return builder
        .name(stream.name())
        .subjects(subject(">"))
        .maxMessagesPerSubject(1)
        .discardPolicy(DiscardPolicy.New)
        .denyDelete(true)
        .allowRollup(true)
        .allowDirect(true)
        .allowAtomicPublish(true)
        .allowMessageTtl(true)
        .replicas(replicas)
        .build();
  }

  private static StreamConfiguration.Builder startingAt(long first) {
    return StreamConfiguration.builder().firstSequence(first);
  }

  private String subject(String key) {
    return "$KV." + name + "." + key;
  }

  /// The key of an entry of the stream; empty for an entry that is no row.
  Optional<String> key(Entry entry) {
    var key = entry.subject().substring(subject("").length());
    return key.equals(END) ? Optional.empty() : Optional.of(key);
  }

  /// Whether an entry of the stream is the removal of a row.
  static boolean isRemoval(Entry entry) {
    var operation = entry.headers().first(OPERATION);
    return (operation != null && REMOVALS.contains(operation))
        || entry.headers().first("Nats-Marker-Reason") != null;
  }

  /// Makes all edits or none, if the stream still ends at `last`.
  public <V> Published publish(List<Edit<V>> edits, RowFormat<V> format, long last) {
    var messages = new ArrayList<Outgoing>(edits.size());
    for (var edit : edits) {
      messages.add(
          switch (edit) {
            case Edit.Put<V>(var key, var value) ->
                new Outgoing(subject(key), new MessageHeaders(), format.write(value));
            case Edit.Remove<V>(var key) -> new Outgoing(subject(key), removal(), NOTHING);
          });
    }
    var condition = Condition.last(last);
    var conditions = Collections.nCopies(messages.size(), condition);
    return stream.reserve().freeing(() -> stream.publish(messages, conditions));
  }

  private static MessageHeaders removal() {
    return new MessageHeaders()
        .put(OPERATION, "PURGE")
        .put("Nats-TTL", Long.toString(MARKS_KEPT.toSeconds()));
  }

  /// Appends a marker to the stream, and returns its sequence. Needed when the last message of the
  /// stream is gone: a reader could not reach the last sequence, which the server expects of a
  /// writer.
  long markEnd() {
    var mark = new Outgoing(subject(END), new MessageHeaders(), NOTHING);
    return switch (stream.publish(mark, Condition.NONE)) {
      case Published.Kept(long sequence) -> sequence;
      case Published.Known _, Published.Behind _ ->
          throw new IllegalStateException("a mark without a condition was refused");
    };
  }

  /// Checks that the leader answers. Throws `StoreException` when it does not within `patience`.
  void ping(Duration patience) {
    var api = "$JS.API.STREAM.INFO." + stream.name();
    var answer = cluster.request(new Outgoing(api, new MessageHeaders(), NOTHING), patience);
    try {
      refusal(Json.tree(answer.getData()))
          .ifPresent(
              refusal -> {
                throw refusal.code() == Failures.NO_STREAM
                    ? gone()
                    : Failures.refused(refusal, new IOException(refusal.description()));
              });
    } catch (IOException unreadable) {
      throw Failures.of(unreadable);
    }
  }

  private static Optional<Refusal> refusal(JsonNode answer) {
    var error = answer.path("error");
    return error.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                error.path("code").asInt(),
                error.path("err_code").asInt(),
                error.path("description").asText()));
  }

  /// The stream's last sequence, as its leader knows it. The message of it may be gone.
  public long lastSequence() {
    return info().last();
  }

  private StreamStatus info() {
    return stream.info().orElseThrow(this::gone);
  }

  /// The last write to a key.
  record LastWrite(long sequence, OffsetDateTime at) {}

  /// The last write to a key, as the leader knows it; another replica might not have it yet. Empty
  /// when there is none.
  Optional<LastWrite> last(String key) {
    var request = Json.object().put("last_by_subj", subject(key));
    var api = "$JS.API.STREAM.MSG.GET." + stream.name();
    var answer = cluster.request(new Outgoing(api, new MessageHeaders(), Json.bytes(request)));
    try {
      var json = Json.tree(answer.getData());
      var refusal = refusal(json);
      if (refusal.isPresent()) {
        if (refusal.get().code() == Failures.NO_MESSAGE) {
          return Optional.empty();
        }
        throw Failures.refused(refusal.get(), new IOException(refusal.get().description()));
      }
      var message = json.required("message");
      return Optional.of(
          new LastWrite(
              message.required("seq").asLong(),
              OffsetDateTime.parse(message.required("time").asText())));
    } catch (IOException unreadable) {
      throw Failures.of(unreadable);
    }
  }

  /// The sequence of the last existing message, as the leader knows it; 0 when there is none. A
  /// reader that has reached it has everything that was there before this call.
  long end() {
    return last(">").map(LastWrite::sequence).orElse(0L);
  }

  /// The age of `write`, by the server's clock.
  Duration age(LastWrite write) {
    return Duration.between(write.at().toInstant(), time());
  }

  /// The server's time.
  Instant time() {
    var now = info().at();
    if (now == null) {
      throw new IllegalStateException("the server left its time out");
    }
    return now;
  }
}
