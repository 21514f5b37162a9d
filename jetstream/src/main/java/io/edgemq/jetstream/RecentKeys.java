package io.edgemq.jetstream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The dedup keys that this process stored last, of all streams. The memory is bounded; for other
/// keys the cluster is asked.
public final class RecentKeys {
  private final int most;
  private final Map<Place, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
          return size() > most;
        }
      };

  /// Remembers up to `most` keys.
  public RecentKeys(int most) {
    this.most = most;
  }

  /// A key of a stream. `stream` is compared by identity, because a stream that was recreated under
  /// the same name does not know the keys of the old one.
  private record Place(Object stream, String key) {}

  /// Where the message of a key is stored.
  ///
  /// @param until the end of the key's window, in epoch milliseconds
  record Known(long sequence, long until) {}

  synchronized Optional<Known> find(Object stream, String key) {
    return Optional.ofNullable(known.get(new Place(stream, key)));
  }

  synchronized void remember(Object stream, String key, Known where) {
    var place = new Place(stream, key);
    known.remove(place);
    known.put(place, where);
  }
}
