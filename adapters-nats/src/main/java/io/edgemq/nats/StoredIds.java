package io.edgemq.nats;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads under which ids the messages of a part of a stream were stored.
final class StoredIds {
  private static final int READ_BYTES = 4 << 20;

  private StoredIds() {}

  /// The sequences of the messages from `begin` to `end` that are `wanted`, by their ids. Without
  /// ids they are left out; so is what the replica that answers has not got yet.
  static Map<@Nullable String, Long> between(
      Stream stream, long begin, long end, Predicate<Entry> wanted) {
    var found = new HashMap<@Nullable String, Long>();
    long from = begin;
    while (from <= end) {
      var part = stream.read(new Stream.Query(from, ">", (int) (end - from + 1), READ_BYTES));
      for (var entry : part.entries()) {
        var id = entry.headers().getFirst(IdProbe.ID);
        if (id != null && entry.sequence() <= end && wanted.test(entry)) {
          found.put(id, entry.sequence());
        }
      }
      boolean over = part.complete() || part.entries().isEmpty();
      from = over ? end + 1 : part.entries().getLast().sequence() + 1;
    }
    return found;
  }
}
