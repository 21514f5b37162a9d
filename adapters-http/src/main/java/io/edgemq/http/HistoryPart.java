package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.ReadHistory.HistoryPage;
import io.edgemq.ports.in.ReadHistory.Query;
import java.util.Optional;

/// A part of a page of history. A page may be long; it is read and written part by part, so that no
/// more of it is in memory than a part.
///
/// @param page what was read
/// @param asked what was asked for
/// @param left what the page may have, this part's included
record HistoryPart(HistoryPage page, Query asked, Left left) {
  /// The payload bytes after which a part ends.
  static final long BYTES = 1 << 18;

  /// How many messages a part may have: their attributes are no payload, and must be bounded, too.
  static final int MESSAGES = 100;

  /// The payload bytes after which a page ends (docs/http-api.md).
  private static final long PAGE_BYTES = 4 << 20;

  /// A part is in memory twice for a moment, as it came from the store and as messages.
  private static final long TWICE = 2;

  /// What is left of a page.
  ///
  /// @param bytes of payload
  record Left(long bytes, int messages) {
    /// The query for the next part.
    Query query(Start from, SubjectFilter filter) {
      return new Query(from, filter, Math.min(messages, MESSAGES), Math.min(bytes, BYTES));
    }
  }

  /// A page of `limit` messages of which nothing was read.
  static Left page(int limit) {
    return new Left(PAGE_BYTES, limit);
  }

  /// How many bytes in memory it takes at most to read a part. One message may end it.
  static long room(Limits limits) {
    return TWICE * (BYTES + limits.messageBytes());
  }

  private long bytes() {
    return page.messages().stream().mapToLong(each -> each.content().payload().size()).sum();
  }

  /// What the page may have after this part; empty when it ends here: because it is full, the topic
  /// has no more, or looking further would take too long.
  Optional<Left> next() {
    long bytes = bytes();
    int messages = page.messages().size();
    boolean full = bytes >= BYTES || messages >= asked.limit();
    boolean ends = !full || bytes >= left.bytes() || messages >= left.messages();
    return ends || page.nextFrom() > page.bounds().last()
        ? Optional.empty()
        : Optional.of(new Left(left.bytes() - bytes, left.messages() - messages));
  }

  /// How many bytes in memory it takes at most to write the part message by message.
  long cost(MessageJson.Form form) {
    long kept = 0;
    long largest = 0;
    for (var message : page.messages()) {
      kept += MessageJson.size(message);
      largest = Math.max(largest, MessageJson.cost(message, form));
    }
    return kept + largest;
  }

  /// How many bytes in memory it takes at most to write the part at once.
  long costAtOnce(MessageJson.Form form) {
    return page.messages().stream().mapToLong(each -> MessageJson.cost(each, form)).sum();
  }
}
