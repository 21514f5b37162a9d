package io.edgemq.ports.out;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicMessage;
import java.time.Duration;
import java.util.List;

/// Reads a topic from a sequence on, as the topic grows. For one thread at a time.
public interface TopicReader extends AutoCloseable {
  /// The next messages, in order. Waits until there is at least one, or `wait` has passed. Nothing
  /// is skipped silently: when messages were dropped before they were read, `bounds.first()` lies
  /// after the sequence that was due.
  ///
  /// @throws StoreException when the store cannot answer; nothing is lost, and the next call may
  ///     succeed
  /// @throws InterruptedException when the waiting thread is interrupted
  Tail next(int max, Duration wait) throws InterruptedException;

  /// Ends the reading. A [#next] that waits in another thread answers [Ended].
  @Override
  void close();

  /// What [#next] found.
  sealed interface Tail {}

  /// @param messages none when nothing came in time
  /// @param bounds what the log held when they were read
  record Messages(List<TopicMessage> messages, LogBounds bounds) implements Tail {
    public Messages {
      messages = List.copyOf(messages);
    }
  }

  /// The topic was removed, or the reader was closed.
  record Ended() implements Tail {}
}
