package io.edgemq.http;

import io.edgemq.domain.JobId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Stored;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.RedriveDeadLetters;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SendMessages;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Queues that remember what was asked of them. Each tenant sees the same ones.
final class FakeQueues implements ManageQueues, SendMessages, RedriveDeadLetters {
  static final Instant BORN = Instant.parse("2025-11-21T08:00:00.123Z");

  final NavigableMap<String, Queue> queues = new TreeMap<>();
  final List<NewQueueMessage> sent = new ArrayList<>();
  Sent<Outcome<Stored>> sending = () -> Outcome.done(stored(sent.size()));
  QueueCounts counts = new QueueCounts(3, 2, 1, Duration.ofMillis(1500));
  @Nullable RedrivePlan plan;
  boolean purged;
  @Nullable Refusal refusal;

  static Stored stored(long sequence) {
    return new Stored(sequence, Stored.Origin.FRESH);
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return Unit.done();
  }

  @Override
  public Outcome<Unit> mayRedrive(Principal who, QueueName queue) {
    return Unit.done();
  }

  @Override
  public Outcome<Creation<Queue>> create(
      Principal who, QueueName name, ConfigChange<QueueConfig> choice) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    return choice
        .apply(QueueConfig.standard(TestServer.LIMITS.messageBytes()))
        .then(config -> create(name, config));
  }

  private Outcome<Creation<Queue>> create(QueueName name, QueueConfig config) {
    var there = queues.get(name.value());
    if (there != null) {
      return there.config().equals(config)
          ? Outcome.done(new Creation.Existing<>(there))
          : Outcome.refused(new Refusal.QueueExists(name));
    }
    var queue = new Queue(name, config, BORN);
    queues.put(name.value(), queue);
    return Outcome.done(new Creation.Created<>(queue));
  }

  @Override
  public Outcome<Description> describe(Principal who, QueueName name) {
    return find(name).then(queue -> Outcome.done(new Description(queue, counts, 1)));
  }

  @Override
  public Outcome<Slice<Queue>> list(Principal who, Paging paging) {
    var after = paging.after();
    var tail = after == null ? queues : queues.tailMap(after, false);
    var items = tail.values().stream().limit(paging.limit()).toList();
    boolean more = tail.size() > items.size();
    return Outcome.done(new Slice<>(items, more ? items.getLast().name().value() : null));
  }

  @Override
  public Outcome<Queue> change(Principal who, QueueName name, ConfigChange<QueueConfig> change) {
    return find(name)
        .then(queue -> change.apply(queue.config()))
        .then(
            config -> {
              var changed = new Queue(name, config, BORN);
              queues.put(name.value(), changed);
              return Outcome.done(changed);
            });
  }

  @Override
  public Outcome<Unit> delete(Principal who, QueueName name) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    return queues.remove(name.value()) == null ? missing(name) : Unit.done();
  }

  @Override
  public Outcome<Unit> purge(Principal who, QueueName name) {
    return find(name)
        .then(
            _ -> {
              purged = true;
              return Unit.done();
            });
  }

  @Override
  public Outcome<Stored> send(Principal who, QueueName queue, Sent<NewQueueMessage> message) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    sent.add(message.get());
    return sending.get();
  }

  @Override
  public Outcome<List<Outcome<Stored>>> sendBatch(
      Principal who, QueueName queue, Sent<List<NewQueueMessage>> messages) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    var outcomes = new ArrayList<Outcome<Stored>>();
    for (var message : messages.get()) {
      outcomes.add(send(who, queue, message));
    }
    return Outcome.done(outcomes);
  }

  @Override
  public Outcome<RedriveJob> redrive(Principal who, QueueName queue, RedrivePlan wanted) {
    plan = wanted;
    return find(queue).then(_ -> Outcome.done(job(who, queue)));
  }

  RedriveJob job(Principal who, QueueName queue) {
    var source = new QueueRef(who.tenant(), queue);
    var id = new JobId("job_" + "a".repeat(24));
    var made = plan == null ? new RedrivePlan(null, null, null) : plan;
    return new RedriveJob(id, source, made, 0, 9, 4, 1, BORN, null, null);
  }

  @Override
  public Outcome<RedriveJob> job(Principal who, JobId id) {
    return id.value().endsWith("a")
        ? Outcome.done(job(who, new QueueName("dead")).finished(BORN.plusSeconds(1), "gone"))
        : Outcome.refused(new Refusal.NoSuchJob());
  }

  private Outcome<Queue> find(QueueName name) {
    var queue = queues.get(name.value());
    return queue == null ? missing(name) : Outcome.done(queue);
  }

  private static <T> Outcome<T> missing(QueueName name) {
    return Outcome.refused(new Refusal.NoSuchQueue(name));
  }
}
