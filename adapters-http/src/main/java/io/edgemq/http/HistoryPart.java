package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Start;
import io.edgemq.ports.in.ReadHistory.HistoryPage;
import io.edgemq.ports.in.ReadHistory.Query;
import java.util.Optional;

/// A part of a page of history. A page may be long; it is read and written part by part, so that no
/// more of it is in memory than a part.
///
/// @param page what was read
/// @param asked what was asked for
/// @param left how many payload bytes the page may have, this part's included
record HistoryPart(HistoryPage page, Query asked, long left) {
  /// The payload bytes after which a part ends.
  static final long BYTES = 1 << 18;

  /// The payload bytes after which a page ends (docs/http-api.md).
  private static final long PAGE_BYTES = 4 << 20;

  /// The first part of a page with `limit` messages at most.
  static HistoryPart first(HistoryPage page, Query asked) {
    return new HistoryPart(page, asked, PAGE_BYTES);
  }

  /// The bytes of the largest part there can be: one message may end it.
  static long most(Limits limits) {
    return BYTES + limits.messageBytes();
  }

  private long bytes() {
    return page.messages().stream().mapToLong(each -> each.content().payload().size()).sum();
  }

  /// What to ask for to get the next part; empty when the page ends here: because it is full, the
  /// topic has no more, or looking further would take too long.
  Optional<Query> next() {
    long bytes = bytes();
    int more = asked.limit() - page.messages().size();
    boolean ends = bytes < BYTES || bytes >= left || more < 1;
    return ends || page.nextFrom() > page.bounds().last()
        ? Optional.empty()
        : Optional.of(
            new Query(
                new Start.AtSequence(page.nextFrom()),
                asked.filter(),
                more,
                Math.min(BYTES, left - bytes)));
  }

  /// The part that was read when this one's [#next] was asked for.
  HistoryPart followedBy(HistoryPage other, Query query) {
    return new HistoryPart(other, query, left - bytes());
  }
}
