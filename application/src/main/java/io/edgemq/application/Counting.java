package io.edgemq.application;

import io.edgemq.domain.Content;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Traffic;
import java.util.List;
import java.util.function.IntFunction;

/// Counts what was stored in one channel.
record Counting(Traffic traffic, Traffic.Channel channel) {
  /// Counts the entries that this call stored; repeated ones do not count.
  ///
  /// @param contents the content of the entry at an index
  void stored(TenantId tenant, List<Stored> entries, IntFunction<Content> contents) {
    int messages = 0;
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).origin() == Stored.Origin.FRESH) {
        messages++;
        bytes += contents.apply(i).payload().size();
      }
    }
    if (messages > 0) {
      traffic.stored(channel, tenant, messages, bytes);
    }
  }
}
