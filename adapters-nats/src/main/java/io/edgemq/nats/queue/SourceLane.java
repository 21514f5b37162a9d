package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What one source has in the stream of one queue: its mark, which moves in one step with its
/// messages. Calls throw [StoreException] when there was no answer.
///
/// @param batches limits how many are stored at once: a server allows 50 unfinished ones a stream
/// @param subject of the marks
record SourceLane(StreamClient stream, Semaphore batches, String subject) {
  /// The mark that counts, as the stream's leader has it.
  SourceMark find() {
    return stream
        .lastFromLeader(subject)
        .flatMap(SourceMark::of)
        .orElseGet(() -> SourceMark.none(subject));
  }

  /// Stores `messages` behind a mark of `value`, all or none, if `before` is still the mark that
  /// counts; the new mark. Empty when it is not, or when somebody is about to replace it.
  Optional<SourceMark> append(SourceMark before, List<Outgoing> messages, long value) {
    var all = new ArrayList<Outgoing>(messages.size() + 1);
    all.add(before.saying(value));
    all.addAll(messages);
    var conditions = new ArrayList<>(Collections.nCopies(all.size(), Condition.NONE));
    conditions.set(0, Condition.lastOfSubject(before.sequence()));
    return switch (limited(all, conditions)) {
      case Published.Kept(long last) ->
          Optional.of(new SourceMark(subject, value, last - messages.size()));
      case Published.Behind _ -> Optional.empty();
      case Published.Known _ -> throw new IllegalStateException("a mark has no id");
    };
  }

  private Published limited(List<Outgoing> messages, List<Condition> conditions) {
    try {
      if (!batches.tryAcquire(stream.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException.TimedOut(
            "too many batches are under way", new IOException(stream.name()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException.TimedOut("interrupted", stopped);
    }
    try {
      return stream.reserve().unlessSpent(() -> stream.publish(messages, conditions));
    } finally {
      batches.release();
    }
  }

  /// Says that the source is gone.
  void retire() {
    var mark = find();
    if (!mark.isRetired()) {
      var end = mark.saying(0);
      var unused = stream.reserve().freeing(() -> stream.publish(end, Condition.NONE));
    }
  }
}
