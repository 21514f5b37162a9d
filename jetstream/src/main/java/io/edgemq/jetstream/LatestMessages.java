package io.edgemq.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A stream that keeps the last message of each subject, shared by any number of processes. Unlike
/// a table nobody has a copy of it. `nats kv` knows it as a bucket. Every call is one round trip
/// unless it says otherwise, and throws `StoreException` when there was no answer.
public final class LatestMessages {
  /// The header with the number of seconds after which the server drops a message.
  public static final String TTL = "Nats-TTL";

  /// How many messages are asked for at once, at most.
  public static final int MANY = 64;

  private static final String OPERATION = "KV-Operation";
  private static final String GONE = "PURGE";
  private static final int GONE_SECONDS = 60;

  private final Cluster cluster;
  private final StreamClient stream;
  private final String prefix;

  /// The messages of the bucket of that name.
  public LatestMessages(Cluster cluster, String bucket) {
    this.cluster = cluster;
    this.stream = new StreamClient(cluster, "KV_" + bucket);
    this.prefix = "$KV." + bucket + ".";
  }

  /// The stream itself.
  public StreamClient stream() {
    return stream;
  }

  /// Creates the stream if it is missing, with as many replicas as the cluster can place. Any
  /// number of processes may do so at once. Takes several round trips.
  public void make() {
    WidestStream.make(cluster, stream, this::configuration);
  }

  private StreamConfiguration configuration(int replicas) {
    return StreamConfiguration.builder()
        .name(stream.name())
        .subjects(subject(">"))
        .maxMessagesPerSubject(1)
        .discardPolicy(DiscardPolicy.New)
        .allowRollup(true)
        .allowDirect(true)
        .allowAtomicPublish(true)
        .allowMessageTtl(true)
        .replicas(replicas)
        .build();
  }

  /// The subject of `key`, which may have the server's wildcards.
  public String subject(String key) {
    return prefix + key;
  }

  /// The inverse of [#subject].
  public String key(Entry entry) {
    return key(entry.subject());
  }

  private String key(String subject) {
    return subject.substring(prefix.length());
  }

  /// What takes the place of a message that is to be gone. The server drops it a minute later;
  /// [#remove] does so at once.
  public Outgoing gone(String key) {
    var headers =
        new MessageHeaders().put(OPERATION, GONE).put(TTL, Integer.toString(GONE_SECONDS));
    return new Outgoing(subject(key), headers, new byte[0]);
  }

  /// Whether a message is one of those, or the server's own mark.
  public static boolean isGone(MessageHeaders headers) {
    return GONE.equals(headers.first(OPERATION)) || headers.first("Nats-Marker-Reason") != null;
  }

  /// The message of `key`, as the leader has it; empty when there is none.
  public Optional<Entry> latest(String key) {
    return stream.fromLeader(1, subject(key)).filter(entry -> !isGone(entry.headers()));
  }

  /// The messages of those of `keys` that have one, by key. A round trip for some dozens, and one
  /// more for each that the answering replica does not have.
  public Map<String, Entry> latest(List<String> keys) {
    var found = new HashMap<String, Entry>();
    for (int from = 0; from < keys.size(); from += MANY) {
      var part = keys.subList(from, Math.min(keys.size(), from + MANY));
      ask(part, "").forEach(entry -> found.put(key(entry), entry));
      for (var key : part) {
        if (!found.containsKey(key)) {
          stream.fromLeader(1, subject(key)).ifPresent(entry -> found.put(key, entry));
        }
      }
    }
    found.values().removeIf(entry -> isGone(entry.headers()));
    return found;
  }

  /// The messages of the first of `keys`, as one replica has them, by key: those that it stored
  /// first, `maxBytes` of them and one more at most. Of the others nothing is known. One round
  // trip.
  public Map<String, Entry> first(List<String> keys, int maxBytes) {
    var found = new HashMap<String, Entry>();
    if (!keys.isEmpty()) {
      var part = keys.subList(0, Math.min(MANY, keys.size()));
      ask(part, ",\"max_bytes\":" + Math.max(1, maxBytes))
          .forEach(entry -> found.put(key(entry), entry));
      found.values().removeIf(entry -> isGone(entry.headers()));
    }
    return found;
  }

  private List<Entry> ask(List<String> keys, String bound) {
    var subjects =
        keys.stream().map(key -> '"' + subject(key) + '"').collect(Collectors.joining(","));
    var request = "{\"multi_last\":[" + subjects + "],\"batch\":" + keys.size() + bound + "}";
    var answers =
        cluster.requestMany("$JS.API.DIRECT.GET." + stream.name(), request.getBytes(UTF_8));
    return answers.subList(0, answers.size() - 1).stream().map(Entry::direct).toList();
  }

  /// The keys below `filter` that have a message, as the leader knows them: a round trip for each
  /// 100 000.
  public List<String> keys(String filter) {
    var options = StreamInfoOptions.filterSubjects(subject(filter));
    try {
      var info = cluster.administer(management -> management.getStreamInfo(stream.name(), options));
      var keys = new ArrayList<String>();
      for (Subject subject : info.getStreamState().getSubjects()) {
        keys.add(key(subject.getName()));
      }
      return keys;
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Removes the message at `sequence`; does nothing when there is none.
  public void remove(long sequence) {
    try {
      boolean unused =
          cluster.administer(
              management -> management.deleteMessage(stream.name(), sequence, false));
    } catch (JetStreamApiException refused) {
      if (refused.getApiErrorCode() != Failures.NO_MESSAGE && refused.getErrorCode() != 404) {
        throw Failures.of(refused);
      }
    }
  }

  /// Removes all messages below `filter`.
  public void purge(String filter) {
    try {
      var these = PurgeOptions.builder().subject(subject(filter)).build();
      Object unused =
          cluster.administer(management -> management.purgeStream(stream.name(), these));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }
}
