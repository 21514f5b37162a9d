package io.edgemq.jetstream.kv;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.LastMessages;
import io.edgemq.jetstream.StreamClient;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the stream of a bucket. Every call throws [StoreException] when there was no answer, and
/// [StoreException.NoResponders] when there is no such stream.
public final class KvStream {
  private static final int PAGE = 64;

  private final Cluster cluster;
  private final KvNames names;
  private final StreamClient stream;

  public KvStream(Cluster cluster, KvNames names) {
    this.cluster = cluster;
    this.names = names;
    this.stream = new StreamClient(cluster, names.stream());
  }

  /// The names of its subjects.
  public KvNames names() {
    return names;
  }

  /// The stream itself.
  public StreamClient stream() {
    return stream;
  }

  /// The key's last message, with every write that was answered before; empty when there is none.
  public Optional<Entry> last(KvKey key) {
    return stream.lastForSure(names.subject(key));
  }

  /// Some of a key's messages.
  ///
  /// @param more whether further ones may follow
  public record Page(List<Entry> entries, boolean more) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /// Up to `most` messages of the key from sequence `from` on, in order, with every one that was
  /// answered before. One more than `maxBytes` have room for, at most. Some round trips.
  public Page from(KvKey key, long from, int most, int maxBytes) {
    var subject = names.subject(key);
    var found = new ArrayList<Entry>();
    long next = Math.max(1, from);
    long left = maxBytes;
    boolean complete = false;
    while (!complete) {
      if (found.size() >= most || (left <= 0 && !found.isEmpty())) {
        return new Page(found, true);
      }
      int wanted = Math.min(PAGE, most - found.size());
      var part =
          stream.read(new StreamClient.Query(next, subject, wanted, (int) Math.max(1, left)));
      for (var entry : part.entries()) {
        found.add(entry);
        next = entry.sequence() + 1;
        left -= entry.body().length;
      }
      complete = part.complete() || part.entries().isEmpty();
    }
    while (found.size() < most && (left > 0 || found.isEmpty())) {
      var more = stream.fromLeader(next, subject); // the replica that answered may lag behind
      if (more.isEmpty()) {
        return new Page(found, false);
      }
      found.add(more.get());
      next = more.get().sequence() + 1;
      left -= more.get().body().length;
    }
    return new Page(found, true);
  }

  /// The last messages of those of `keys` that have one, by key, with every write that was answered
  /// before sequence `through` was the stream's last. One round trip when the replica that answers
  /// has come so far, else one for each key.
  public Map<KvKey, Entry> last(List<KvKey> keys, long through) {
    var found = new HashMap<KvKey, Entry>();
    if (keys.isEmpty()) {
      return found;
    }
    var subjects = keys.stream().map(names::subject).toList();
    var answer = LastMessages.read(cluster, stream.name(), subjects);
    for (var entry : answer.entries()) {
      names.key(entry.subject()).ifPresent(key -> found.put(key, entry));
    }
    if (answer.through() < through) {
      found.clear();
      keys.forEach(
          key ->
              stream.lastFromLeader(names.subject(key)).ifPresent(entry -> found.put(key, entry)));
    }
    return found;
  }

  /// Removes the messages of the key up to sequence `last`.
  public void purge(KvKey key, long last) {
    try {
      var these = PurgeOptions.builder().subject(names.subject(key)).sequence(last + 1).build();
      Object unused =
          cluster.administer(management -> management.purgeStream(stream.name(), these));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }
}
