package io.edgemq.kvbridge;

import io.edgemq.domain.kv.KvEntry;
import io.edgemq.ports.out.BucketFeed.Entry;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.BucketFeed.Write;
import java.util.ArrayList;
import java.util.List;

/// Writes, as they are read. Neighbours that are lost are one loss.
final class WritePage {
  private final List<Write> writes = new ArrayList<>();

  void add(KvEntry entry) {
    writes.add(new Entry(entry));
  }

  /// The revisions `from` to `to` are lost, which follow what was added last.
  void lost(long from, long to) {
    if (!writes.isEmpty() && writes.getLast() instanceof Lost(long first, long _)) {
      writes.set(writes.size() - 1, new Lost(first, to));
    } else {
      writes.add(new Lost(from, to));
    }
  }

  int size() {
    return writes.size();
  }

  List<Write> writes() {
    return writes;
  }
}
