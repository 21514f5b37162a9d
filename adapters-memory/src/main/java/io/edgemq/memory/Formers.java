package io.edgemq.memory;

import io.edgemq.domain.Former;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The last sequences of what was removed, by its reference: in the order of the removals, so that
/// the oldest are found first.
final class Formers<R> {
  private final Map<R, Former> removed = new LinkedHashMap<>();

  /// Records that `ref` was removed when it had given the sequences up to `last`.
  void remember(R ref, long last, Instant now) {
    removed.remove(ref);
    forget(now);
    if (last > 0) {
      removed.put(ref, new Former(last, now));
    }
  }

  private void forget(Instant now) {
    var oldest = removed.values().iterator();
    while (oldest.hasNext() && oldest.next().isOver(now)) {
      oldest.remove();
    }
  }

  /// The sequence behind which one of that name begins to count; 0 when none had it lately.
  long last(R ref, Instant now) {
    forget(now);
    var former = removed.get(ref);
    return former == null ? 0 : former.last();
  }
}
