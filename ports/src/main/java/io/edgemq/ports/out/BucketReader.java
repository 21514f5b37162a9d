package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvEntry;
import java.time.Duration;
import java.util.List;

/// Reads a bucket's entries by revision, as it is written. A revision that was replaced before it
/// was read may be passed over: a reader learns states. For one thread at a time.
public interface BucketReader extends AutoCloseable {
  /// The next entries, in order. Waits until there is at least one, or `wait` has passed.
  ///
  /// @throws StoreException when the store cannot answer; nothing is lost, and the next call may
  ///     succeed
  /// @throws InterruptedException when the waiting thread is interrupted
  News next(int max, Duration wait) throws InterruptedException;

  /// Ends the reading. A [#next] that waits in another thread answers [Ended].
  @Override
  void close();

  /// What [#next] found.
  sealed interface News {}

  /// @param entries none when nothing came in time
  /// @param through every entry up to this revision that is kept has come
  record Entries(List<KvEntry> entries, long through) implements News {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /// The bucket was removed, or the reader was closed.
  record Ended() implements News {}
}
