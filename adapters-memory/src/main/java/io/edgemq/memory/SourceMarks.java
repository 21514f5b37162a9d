package io.edgemq.memory;

import io.edgemq.ports.out.SourceId;
import java.util.HashMap;
import java.util.Map;

/// How far each source has come that forwards into one queue or topic.
final class SourceMarks {
  private final Map<SourceId, Long> marks = new HashMap<>();

  /// The last sequence of `source` that is stored; 0 when none is.
  long of(SourceId source) {
    return marks.getOrDefault(source, 0L);
  }

  /// Moves the mark of `source`. A mark of 0 is none.
  void move(SourceId source, long mark) {
    if (mark > 0) {
      marks.put(source, mark);
    }
  }

  void forget(SourceId source) {
    marks.remove(source);
  }
}
