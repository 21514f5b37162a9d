package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import org.jspecify.annotations.Nullable;

/// Reads what a topic keeps.
public final class History implements ReadHistory {
  /// The most messages of one page.
  public static final int MAX_PAGE = 1000;

  /// The payload bytes after which a page ends.
  private static final long PAGE_BYTES = 4 << 20;

  private final Admission admission;
  private final TopicLog log;
  private final Traffic traffic;

  public History(Admission admission, TopicLog log, Traffic traffic) {
    this.admission = admission;
    this.log = log;
    this.traffic = traffic;
  }

  @Override
  public Outcome<HistoryPage> read(Principal who, TopicName topic, Query query) {
    return admission
        .access()
        .toRead(who, topic, query.filter())
        .then(part -> read(part.topic(), query.within(part.filter())));
  }

  private Outcome<HistoryPage> read(TopicRef ref, Query query) {
    var complaint = Ranges.check(Limit.PAGE, query.limit(), MAX_PAGE);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    return admission
        .shares()
        .of(
            ref.tenant(),
            () ->
                log.locate(ref, query.from(), query.filter())
                    .map(position -> read(ref, query, position.sequence()))
                    .orElseGet(() -> noSuch(ref)));
  }

  private Outcome<HistoryPage> read(TopicRef ref, Query query, long from) {
    long bytes = Math.min(query.maxBytes(), PAGE_BYTES);
    var part = new TopicLog.Query(from, query.filter(), query.limit(), bytes);
    return switch (log.read(ref, part)) {
      case TopicLog.Page(var messages, long next, var bounds) -> {
        long read = messages.stream().mapToLong(each -> each.content().payload().size()).sum();
        traffic.delivered(Traffic.Channel.TOPIC, ref.tenant(), messages.size(), read);
        long nextFrom = Math.max(next, from); // beyond the end, the reader waits for that one
        yield Outcome.done(new HistoryPage(messages, nextFrom, bounds, gap(query, bounds)));
      }
      case TopicLog.NoSuchTopic _ -> noSuch(ref);
    };
  }

  /// Only a sequence can lie before what is kept: the other starts are found in it.
  private static StreamItem.@Nullable Gap gap(Query query, LogBounds bounds) {
    return query.from() instanceof Start.AtSequence(long asked) && asked < bounds.first()
        ? new StreamItem.Gap(asked, bounds.first(), bounds.last())
        : null;
  }

  private static <T> Outcome<T> noSuch(TopicRef topic) {
    return Outcome.refused(new Refusal.NoSuchTopic(topic.name()));
  }
}
