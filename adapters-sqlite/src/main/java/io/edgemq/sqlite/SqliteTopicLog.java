package io.edgemq.sqlite;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.sqlite.TopicAppending.Outgoing;
import io.edgemq.sqlite.TopicForwarding.Offer;
import io.edgemq.sqlite.TopicScan.Count;
import io.edgemq.sqlite.TopicScan.Countdown;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// [TopicLog] in SQLite. Appends go through the writer; reads go beside it.
final class SqliteTopicLog implements TopicLog {
  private final Engine engine;
  private final NameIndex<SqliteTopic> topics;
  private final Writer writer;
  private final Readers readers;
  private final InstantSource clock;

  SqliteTopicLog(Engine engine) {
    this.engine = engine;
    this.topics = engine.topics();
    this.writer = engine.writer();
    this.readers = engine.readers();
    this.clock = engine.clock();
  }

  private @Nullable SqliteTopic find(TopicRef ref) {
    return topics.find(ref.tenant(), ref.name().value());
  }

  @Override
  public AppendResult append(TopicRef ref, List<NewTopicMessage> messages) {
    var topic = find(ref);
    if (topic == null) {
      return new NoSuchTopic();
    }
    if (messages.isEmpty()) {
      return new Appended(List.of());
    }
    var outgoing = new ArrayList<Outgoing>(messages.size());
    messages.forEach(message -> outgoing.add(Outgoing.of(message)));
    return writer.call(tx -> TopicAppending.append(tx, topic, outgoing));
  }

  @Override
  public ReadResult read(TopicRef ref, Query query) {
    var topic = find(ref);
    if (topic == null) {
      return new NoSuchTopic();
    }
    var page = readers.call(db -> TopicScan.page(db, topic, query, clock.millis()));
    return topic.isDeleted() ? new NoSuchTopic() : page;
  }

  @Override
  public Optional<Position> locate(TopicRef ref, Start start, SubjectFilter filter) {
    var topic = find(ref);
    if (topic == null) {
      return Optional.empty();
    }
    var view = view(topic);
    var bounds = view.bounds();
    long sequence =
        switch (start) {
          case Start.Latest _ -> bounds.last() + 1;
          case Start.Earliest _ -> bounds.first();
          case Start.AtSequence at -> at.sequence();
          case Start.AtTime at -> {
            long millis = atOrAfter(at.time());
            yield readers.call(db -> TopicScan.firstAt(db, topic, view, millis));
          }
          case Start.LastN last -> lastN(topic, bounds, last.count(), filter);
        };
    return Optional.of(new Position(sequence, bounds));
  }

  /// The first millisecond at `time` or later.
  private static long atOrAfter(Instant time) {
    if (time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE).minusMillis(1))) {
      return Long.MAX_VALUE;
    }
    if (time.isBefore(Instant.EPOCH)) {
      return 0;
    }
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
  }

  private long lastN(SqliteTopic topic, LogBounds bounds, int count, SubjectFilter filter) {
    if (filter instanceof SubjectFilter.All) {
      return Math.max(bounds.first(), bounds.last() - count + 1);
    }
    var countdown = new Countdown(bounds.last(), bounds.first(), count, bounds.last() + 1);
    while (!countdown.isOver()) {
      var from = countdown;
      countdown = readers.call(db -> TopicScan.countDown(db, topic, filter, from));
    }
    return countdown.found();
  }

  private FloorSearch.View view(SqliteTopic topic) {
    writer.refuseIfClosed();
    long now = clock.millis();
    var known = FloorSearch.known(topic, now);
    return known == null ? readers.call(db -> FloorSearch.view(db, topic, now)) : known;
  }

  @Override
  public Optional<LogBounds> bounds(TopicRef ref) {
    var topic = find(ref);
    return topic == null ? Optional.empty() : Optional.of(view(topic).bounds());
  }

  @Override
  public long count(TopicRef ref, long from, SubjectFilter filter, long most) {
    var topic = find(ref);
    if (topic == null) {
      return 0;
    }
    var bounds = view(topic).bounds();
    long first = Math.max(from, bounds.first());
    long there = Math.max(0, bounds.last() - first + 1);
    if (filter instanceof SubjectFilter.All || there > most) {
      return Math.min(there, most);
    }
    var count = new Count(first, bounds.last(), 0);
    while (!count.isOver()) {
      var so = count;
      count = readers.call(db -> TopicScan.count(db, topic, filter, so));
    }
    return count.found();
  }

  @Override
  public Map<Long, Subject> subjects(TopicRef ref, Set<Long> sequences) {
    var topic = find(ref);
    return topic == null || sequences.isEmpty()
        ? Map.of()
        : readers.call(db -> TopicScan.subjects(db, topic, sequences, clock.millis()));
  }

  @Override
  public Optional<LogState> state(TopicRef ref) {
    var topic = find(ref);
    return topic == null ? Optional.empty() : Optional.of(view(topic).state());
  }

  @Override
  public Optional<TopicReader> tail(TopicRef ref, long from) {
    var topic = find(ref);
    return topic == null
        ? Optional.empty()
        : Optional.of(new SqliteTopicReader(engine, topic, from));
  }

  @Override
  public ForwardResult forward(TopicRef ref, Source source, List<SourceMessage> messages) {
    var topic = find(ref);
    if (topic == null) {
      return new NoSuchTopic();
    }
    var offer = Offer.of(source.id().value(), messages);
    return writer.call(tx -> TopicForwarding.forward(tx, topic, offer));
  }

  @Override
  public void retire(TopicRef ref, SourceId source) {
    var topic = find(ref);
    if (topic == null) {
      return;
    }
    Work<Boolean> work =
        tx -> {
          SourceMarks.forget(tx, topic.id(), Sql.bytes(source.value()));
          return true;
        };
    writer.call(work);
  }
}
