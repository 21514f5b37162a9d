package io.edgemq.application;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.Traffic;
import java.util.List;

/// How far a stream's reader has come, as it knows by itself: with this cursor it would come back.
/// Counts what it gets. For the reader's thread.
final class ReaderProgress {
  private static final long NOTHING = -1;

  private final Traffic traffic;
  private final TenantId tenant;
  private long told = NOTHING;

  ReaderProgress(Traffic traffic, TenantId tenant) {
    this.traffic = traffic;
    this.tenant = tenant;
  }

  /// The reader gets these items; the same ones.
  List<StreamItem> got(List<StreamItem> items) {
    int messages = 0;
    long bytes = 0;
    for (var item : items) {
      switch (item) {
        case StreamItem.Event(var message) -> {
          messages++;
          bytes += message.message().content().payload().size();
          told = message.message().sequence();
        }
        case StreamItem.Written(var entry) -> {
          messages++;
          bytes += entry.sizeInBytes();
          told = entry.revision();
        }
        case StreamItem.Gap gap -> told = gap.lastBefore();
        case StreamItem.Passed(long sequence) -> told = sequence;
        case StreamItem.Skipped _, StreamItem.Closed _ -> {}
      }
    }
    if (messages > 0) {
      traffic.delivered(Traffic.Channel.STREAM, tenant, messages, bytes);
    }
    return items;
  }

  /// What the reader has to be told when `sequence` was the last that it did not want; nothing when
  /// it knows.
  List<StreamItem> passed(long sequence) {
    return sequence == told ? List.of() : List.of(new StreamItem.Passed(sequence));
  }
}
