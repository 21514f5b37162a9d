package io.edgemq.jetstream;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds messages of a stream by their ids.
final class StoredIds {
  /// The size of one read. The server sends bodies even when they are not wanted.
  private static final int READ_BYTES = 4 << 20;

  private static final byte[] NOTHING = new byte[0];

  private StoredIds() {}

  /// The messages from `begin` to `end` that have an id, by id. Messages that the answering replica
  /// does not have yet are missing.
  static Map<@Nullable String, Entry> between(StreamClient stream, long begin, long end) {
    var found = new HashMap<@Nullable String, Entry>();
    long from = begin;
    while (from <= end) {
      var part = stream.read(new StreamClient.Query(from, ">", (int) (end - from + 1), READ_BYTES));
      for (var entry : part.entries()) {
        var id = entry.headers().first(DedupProbe.ID);
        if (id != null && entry.sequence() <= end) {
          found.put(
              id,
              new Entry(
                  entry.sequence(), entry.subject(), entry.headers(), NOTHING, entry.storedAt()));
        }
      }
      boolean over = part.complete() || part.entries().isEmpty();
      from = over ? end + 1 : part.entries().getLast().sequence() + 1;
    }
    return found;
  }
}
