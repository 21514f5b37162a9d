package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.KvEntry;
import java.time.Duration;
import java.util.List;

/// Reads every write of a bucket, in order. Nothing is passed over: what cannot be read any more is
/// told. One thread reads, and another
/// one may trim meanwhile.
public interface BucketFeed extends AutoCloseable {
  /// What comes next. Waits until there is something, or `wait` has passed.
  ///
  /// @throws StoreException when the store cannot answer; nothing is lost, and the next call may
  ///     succeed
  /// @throws InterruptedException when the waiting thread is interrupted
  News next(int max, Duration wait) throws InterruptedException;

  /// Everything up to revision `mark` is told: of each key, revisions up to it need not be kept
  /// beyond the bucket's history. Takes a few seconds at most; what is left then goes when it is
  /// called again.
  ///
  /// @throws StoreException when the store cannot answer; the next call makes up for it
  /// @throws InterruptedException when the calling thread is interrupted
  void trim(long mark) throws InterruptedException;

  /// Ends the reading. A [#next] that waits in another thread answers [Ended].
  @Override
  void close();

  /// What [#next] found.
  sealed interface News {}

  /// @param writes none when nothing came in time
  record Writes(List<Write> writes) implements News {
    public Writes {
      writes = List.copyOf(writes);
    }
  }

  /// The bucket was removed and everything of it was read, or the feed was closed.
  record Ended() implements News {}

  /// What was written.
  sealed interface Write {
    /// The last revision that it is about.
    long revision();
  }

  /// An entry.
  record Entry(KvEntry entry) implements Write {
    @Override
    public long revision() {
      return entry.revision();
    }
  }

  /// Revisions that are gone, or whose key is none of ours.
  record Lost(long from, long to) implements Write {
    @Override
    public long revision() {
      return to;
    }
  }
}
