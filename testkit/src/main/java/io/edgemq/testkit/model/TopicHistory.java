package io.edgemq.testkit.model;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Plays commands to a store and tells a [TopicModel] what it answered, up to the first answer that
/// is not allowed. At its end the whole log is read.
public final class TopicHistory {
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicName NAME = new TopicName("orders");
  private static final TopicRef REF = new TopicRef(TENANT, NAME);

  private final StoreHarness store;
  private final TopicConfig config;
  private final List<Open> readers = new ArrayList<>();
  private TopicModel model;
  private int messages;

  private static final class Open {
    final TopicReader reader;
    long due;

    Open(TopicReader reader, long due) {
      this.reader = reader;
      this.due = due;
    }
  }

  /// Over an empty store, in which it makes a topic.
  public TopicHistory(StoreHarness store, TopicConfig config) {
    this.store = store;
    this.config = config;
    this.model = start();
  }

  private TopicModel start() {
    store.ports().topicCatalog().create(TENANT, new Topic(NAME, config, now()));
    return new TopicModel(config);
  }

  /// Plays `commands` and then reads everything. Throws [Disallowed] at a wrong answer.
  public void play(List<TopicCommand> commands) {
    for (int i = 0; i < commands.size(); i++) {
      try {
        step(commands.get(i));
      } catch (RuntimeException | Disallowed wrong) {
        var told = new Disallowed("step " + i + ", " + commands.get(i) + ": " + wrong.getMessage());
        told.initCause(wrong);
        throw told;
      }
    }
    look();
    read(new TopicLog.Query(1, SubjectFilter.ALL, 10_000, Long.MAX_VALUE));
    readers.forEach(open -> next(open, 10_000));
    closeReaders();
  }

  private void step(TopicCommand command) {
    switch (command) {
      case TopicCommand.Append append -> append(append);
      case TopicCommand.Read(long back, var filter, int limit, long maxBytes) ->
          read(new TopicLog.Query(before(back), filter, limit, maxBytes));
      case TopicCommand.Locate(var start, var filter) ->
          model.located(
              now(), start, filter, at().locate(REF, start, filter).orElseThrow(this::missing));
      case TopicCommand.Look _ -> look();
      case TopicCommand.Tail(long back) -> tail(before(back));
      case TopicCommand.Next(int reader, int max) -> {
        if (!readers.isEmpty()) {
          next(readers.get(Math.floorMod(reader, readers.size())), max);
        }
      }
      case TopicCommand.Configure(var other) -> {
        var catalog = store.ports().topicCatalog();
        var before = catalog.find(REF).orElseThrow(this::missing);
        var updated = catalog.update(REF, before.config(), other);
        var wanted = new TopicCatalog.Updated(new Topic(NAME, other, before.createdAt()));
        Disallowed.unless(updated.equals(wanted), "configured as " + updated);
        model.configured(now(), other);
      }
      case TopicCommand.Pass(var time) -> store.time().advance(time);
      case TopicCommand.Reopen _ -> reopen();
    }
  }

  private Instant now() {
    return store.time().instant();
  }

  private TopicLog at() {
    return store.ports().topics();
  }

  private Disallowed missing() {
    return new Disallowed("the topic is missing");
  }

  /// The sequence `back` before the next one.
  private long before(long back) {
    long next = at().state(REF).orElseThrow(this::missing).bounds().last() + 1;
    return Math.max(1, next - back);
  }

  private void append(TopicCommand.Append append) {
    var batch = new ArrayList<NewTopicMessage>();
    for (int i = 0; i < append.messages(); i++) {
      var subject = new Subject(NAME.value() + append.suffix());
      var content = TestMessages.content("m" + ++messages + "x".repeat(append.bytes()));
      var key = append.key() == 0 ? null : new DedupKey("k" + (append.key() + i));
      batch.add(new NewTopicMessage(subject, content, key));
    }
    switch (at().append(REF, batch)) {
      case TopicLog.Appended(var entries) -> model.appended(now(), batch, entries);
      case TopicLog.TooLarge _ -> throw new Disallowed("a small message is too large");
      case TopicLog.NoSuchTopic _ -> throw missing();
    }
  }

  private void read(TopicLog.Query query) {
    switch (at().read(REF, query)) {
      case TopicLog.Page page -> model.read(now(), query, page);
      case TopicLog.NoSuchTopic _ -> throw missing();
    }
    long count = at().count(REF, query.from(), query.filter(), query.limit());
    model.counted(now(), query, count);
  }

  private void look() {
    var known = at().bounds(REF).orElseThrow(this::missing);
    model.bounded(now(), known);
    var some = new HashSet<Long>();
    for (long sequence = Math.max(1, known.first() - 1); sequence < known.first() + 3; sequence++) {
      some.add(sequence);
    }
    model.named(now(), some, at().subjects(REF, some));
    model.looked(now(), at().state(REF).orElseThrow(this::missing));
  }

  private void tail(long from) {
    if (readers.size() < 4) {
      readers.add(new Open(at().tail(REF, from).orElseThrow(this::missing), from));
    }
  }

  private void next(Open open, int max) {
    try {
      switch (open.reader.next(max, Duration.ZERO)) {
        case TopicReader.Messages tail -> open.due = model.followed(now(), open.due, max, tail);
        case TopicReader.Ended _ -> throw new Disallowed("an open reader ended");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts a history", interrupted);
    }
  }

  private void reopen() {
    closeReaders();
    store.reopen();
    if (store.guarantees().durability() == Guarantees.Durability.VOLATILE) {
      model = start();
    }
  }

  private void closeReaders() {
    readers.forEach(open -> open.reader.close());
    readers.clear();
  }
}
