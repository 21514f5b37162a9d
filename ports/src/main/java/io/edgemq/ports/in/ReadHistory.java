package io.edgemq.ports.in;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.StreamItem.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a topic keeps, page by page.
public interface ReadHistory {
  /// A page of the topic's messages. It may have fewer messages than asked for, or none, before the
  /// end is reached: `nextFrom` says where to go on.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<HistoryPage> read(Principal principal, TopicName topic, Query query);

  /// Which page. A store's query ([io.edgemq.ports.out.TopicLog.Query]) begins at a sequence, and
  /// this one at any start, which is looked up first.
  ///
  /// @param limit how many messages at most
  /// @param maxBytes payload bytes after which the page ends; the first message is in it in any
  ///     case
  record Query(Start from, SubjectFilter filter, int limit, long maxBytes) {
    /// The same with another filter.
    public Query within(SubjectFilter other) {
      return new Query(from, other, limit, maxBytes);
    }
  }

  /// A page.
  ///
  /// @param nextFrom the sequence with which the next page begins
  /// @param gap what was asked for and is no longer kept; null: nothing
  record HistoryPage(
      List<TopicMessage> messages, long nextFrom, LogBounds bounds, @Nullable Gap gap) {
    public HistoryPage {
      messages = List.copyOf(messages);
    }
  }
}
