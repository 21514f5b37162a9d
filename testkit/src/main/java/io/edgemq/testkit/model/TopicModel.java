package io.edgemq.testkit.model;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Says whether what a topic log answered is allowed. It is told every call with its answer, in
/// order, and when it was made; each method throws [Disallowed] when no right store answers so. A
/// log leaves little choice: only how much a page holds, and where exactly a filtered reader
/// begins.
///
/// Retention together with a clock that is set back is beyond it: whether a store drops what it did
/// not look at cannot be told.
public final class TopicModel {
  private final List<TopicMessage> all = new ArrayList<>();
  private final ModelDedup dedup = new ModelDedup();
  private TopicConfig config;
  private long first = 1;
  private Instant newest = Instant.EPOCH;

  /// Of a new, empty topic.
  public TopicModel(TopicConfig config) {
    this.config = config;
  }

  private void begin(Instant now) {
    dedup.passTime(now.toEpochMilli());
    trim(now);
  }

  private void trim(Instant now) {
    var horizon = config.horizon(now);
    while (first <= last() && (isOverLimit() || !at(first).timestamp().isAfter(horizon))) {
      first++;
    }
  }

  private boolean isOverLimit() {
    var maxMessages = config.maxMessages();
    var maxBytes = config.maxBytes();
    return (maxMessages != null && last() + 1 - first > maxMessages)
        || (maxBytes != null && bytes() > maxBytes);
  }

  private long last() {
    return all.size();
  }

  private TopicMessage at(long sequence) {
    return all.get((int) sequence - 1);
  }

  private LogBounds bounds() {
    return new LogBounds(first, last());
  }

  private long bytes() {
    return kept(1).stream()
        .mapToLong(m -> (long) m.subject().sizeInBytes() + m.content().sizeInBytes())
        .sum();
  }

  private List<TopicMessage> kept(long from) {
    long begin = Math.max(first, from);
    return begin > last() ? List.of() : all.subList((int) begin - 1, all.size());
  }

  private List<TopicMessage> kept(long from, SubjectFilter filter) {
    return kept(from).stream().filter(m -> filter.accepts(m.subject())).toList();
  }

  /// Told that `messages` were appended.
  public void appended(Instant now, List<NewTopicMessage> messages, List<Stored> answer) {
    begin(now);
    Disallowed.unless(answer.size() == messages.size(), "answered for " + answer.size());
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      if (dedup.check(message.dedup(), answer.get(i), now.toEpochMilli())) {
        append(now, message, answer.get(i).sequence());
      }
    }
    trim(now);
  }

  private void append(Instant now, NewTopicMessage message, long sequence) {
    Disallowed.unless(sequence == last() + 1, "appended as " + sequence + " after " + last());
    newest = now.isAfter(newest) ? now : newest;
    all.add(new TopicMessage(message.subject(), sequence, newest, message.content()));
    var key = message.dedup();
    if (key != null) {
      // a store may count from the message's timestamp, which never goes back
      long until = now.plus(TopicConfig.DEDUP_WINDOW).toEpochMilli();
      long perhaps = newest.plus(TopicConfig.DEDUP_WINDOW).toEpochMilli();
      dedup.remember(key, sequence, until, perhaps);
    }
  }

  /// Told that the configuration was replaced.
  public void configured(Instant now, TopicConfig other) {
    begin(now);
    config = other;
    trim(now);
  }

  /// Told what the log holds.
  public void looked(Instant now, LogState state) {
    begin(now);
    var right = new LogState(bounds(), kept(1).size(), bytes());
    Disallowed.unless(state.equals(right), "is " + state + " instead of " + right);
  }

  /// Told which sequences the log holds, without counting: what only the limit of bytes drops may
  /// be
  /// among them.
  public void bounded(Instant now, LogBounds answer) {
    begin(now);
    boolean uncounted =
        config.maxBytes() != null && answer.last() == last() && answer.first() < first;
    Disallowed.unless(
        uncounted || answer.equals(bounds()), "holds " + answer + " instead of " + bounds());
  }

  /// Told the subjects of the messages with `sequences`.
  public void named(Instant now, Set<Long> sequences, Map<Long, Subject> answer) {
    begin(now);
    var right =
        kept(1).stream()
            .filter(m -> sequences.contains(m.sequence()))
            .collect(Collectors.toMap(TopicMessage::sequence, TopicMessage::subject));
    Disallowed.unless(answer.equals(right), "names " + answer + " instead of " + right);
  }

  /// Told what a page held.
  public void read(Instant now, TopicLog.Query query, TopicLog.Page page) {
    begin(now);
    Disallowed.unless(page.bounds().equals(bounds()), page.bounds() + " instead of " + bounds());
    var messages = page.messages();
    Disallowed.unless(messages.size() <= query.limit(), "a page of " + messages.size());
    if (query.from() > last()) {
      Disallowed.unless(messages.isEmpty(), "messages from beyond the end: " + messages);
      return;
    }
    Disallowed.unless(
        page.next() > query.from() && page.next() <= last() + 1,
        "the next page begins at " + page.next());
    var right =
        kept(query.from(), query.filter()).stream()
            .filter(m -> m.sequence() < page.next())
            .toList();
    Disallowed.unless(messages.equals(right), "a page of " + messages + " instead of " + right);
    checkSize(query, messages);
  }

  /// Told how many messages there are for `query`, up to its limit. Where more than that are to be
  /// looked at, the limit is always right.
  public void counted(Instant now, TopicLog.Query query, long answer) {
    begin(now);
    long right = Math.min(query.limit(), kept(query.from(), query.filter()).size());
    boolean many = kept(query.from()).size() > query.limit() && answer == query.limit();
    Disallowed.unless(many || answer == right, "counts " + answer + " instead of " + right);
  }

  private static void checkSize(TopicLog.Query query, List<TopicMessage> messages) {
    long before =
        messages.stream()
            .limit(Math.max(0, messages.size() - 1))
            .mapToLong(m -> m.content().payload().size())
            .sum();
    Disallowed.unless(
        messages.size() < 2 || before <= query.maxBytes(),
        "a page of more than " + query.maxBytes() + " bytes");
  }

  /// Told where a reader begins.
  public void located(Instant now, Start start, SubjectFilter filter, TopicLog.Position answer) {
    begin(now);
    Disallowed.unless(
        answer.bounds().equals(bounds()), answer.bounds() + " instead of " + bounds());
    boolean right =
        switch (start) {
          case Start.Latest _ -> answer.sequence() == last() + 1;
          case Start.AtSequence(long sequence) -> answer.sequence() == sequence;
          case Start.Earliest _ -> shows(answer, filter, kept(1, filter));
          case Start.AtTime(var time) ->
              shows(
                  answer,
                  filter,
                  kept(1, filter).stream().filter(m -> !m.timestamp().isBefore(time)).toList());
          case Start.LastN(int count) -> {
            var matching = kept(1, filter);
            int from = Math.max(0, matching.size() - count);
            yield shows(answer, filter, matching.subList(from, matching.size()));
          }
        };
    Disallowed.unless(right, start + " is " + answer + " with " + filter);
  }

  /// Whether a reader who begins there sees `messages` and nothing else of what there is.
  private boolean shows(
      TopicLog.Position answer, SubjectFilter filter, List<TopicMessage> messages) {
    return answer.sequence() >= first
        && answer.sequence() <= last() + 1
        && kept(answer.sequence(), filter).equals(messages);
  }

  /// Told what a reader found that was due at `due` and did not wait; where it is due then.
  public long followed(Instant now, long due, int max, TopicReader.Messages tail) {
    begin(now);
    Disallowed.unless(tail.bounds().equals(bounds()), tail.bounds() + " instead of " + bounds());
    var there = kept(due);
    var messages = tail.messages();
    boolean some = messages.size() <= max && (there.isEmpty() || !messages.isEmpty());
    Disallowed.unless(
        some && messages.equals(there.subList(0, Math.min(messages.size(), there.size()))),
        "a reader due at " + due + " got " + messages + " of " + there);
    return messages.isEmpty() ? due : messages.getLast().sequence() + 1;
  }
}
