package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.sqlite.KvStoring.Newest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The newest revisions of the keys that were written last, so that the next write of one need not
/// read its row. Belongs to the writer.
final class LatestKeys implements Tracked {
  /// How many keys of all buckets: a few megabytes.
  static final int MOST = 16_384;

  private final Map<Place, Newest> known = new Known();

  private record Place(long bucket, KvKey key) {}

  /// Forgets what was used least lately.
  private static final class Known extends LinkedHashMap<Place, Newest> {
    private static final long serialVersionUID = 1;

    Known() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Place, Newest> eldest) {
      return size() > MOST;
    }
  }

  /// The newest revision of a key; null when it is not known here.
  @Nullable Newest find(SqliteBucket bucket, KvKey key) {
    return known.get(new Place(bucket.id(), key));
  }

  /// The row of a key was read.
  void read(SqliteBucket bucket, KvKey key, Newest newest) {
    known.put(new Place(bucket.id(), key), newest);
  }

  /// The row of a key was changed, and is this now.
  void wrote(Transaction tx, SqliteBucket bucket, KvKey key, Newest newest) {
    tx.touch(this);
    known.put(new Place(bucket.id(), key), newest);
  }

  /// The row of a key was changed or made or removed.
  void forget(Transaction tx, SqliteBucket bucket, KvKey key) {
    tx.touch(this);
    known.remove(new Place(bucket.id(), key));
  }

  @Override
  public void flush(Database database) {
    // It has no row of its own.
  }

  @Override
  public void committed() {
    // It is as the rows are.
  }

  @Override
  public void rolledBack() {
    known.clear();
  }
}
