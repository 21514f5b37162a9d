package io.edgemq.application;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageQueues;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Makes, describes, changes and removes queues.
public final class Queues implements ManageQueues {
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final ConfigRules rules;
  private final InstantSource clock;

  public Queues(QueueCatalog catalog, QueueStore store, Limits limits, InstantSource clock) {
    this.catalog = catalog;
    this.store = store;
    this.rules = new ConfigRules(limits);
    this.clock = clock;
  }

  @Override
  public Outcome<Creation<Queue>> create(Principal who, QueueName name, QueueConfig config) {
    var complaint = rules.check(name, config);
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    var queue = new Queue(name, config, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (catalog.create(who.tenant(), queue)) {
      case QueueCatalog.Created _ -> Outcome.done(new Creation.Created<>(queue));
      case QueueCatalog.Exists(Queue there) when there.config().equals(config) ->
          Outcome.done(new Creation.Existing<>(there));
      case QueueCatalog.Exists _ ->
          Outcome.refused(new Refusal.AlreadyExists("queue", name.value()));
      case QueueCatalog.NoDeadLetterQueue(QueueName missing) ->
          Outcome.refused(new Refusal.NoDeadLetterQueue(missing));
      case QueueCatalog.Unplaceable(String missing) ->
          Outcome.refused(new Refusal.Unplaceable(missing));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, QueueName name) {
    var ref = new QueueRef(who.tenant(), name);
    return catalog
        .find(ref)
        .flatMap(queue -> store.count(ref).map(counts -> new Description(queue, counts)))
        .map(Outcome::done)
        .orElseGet(() -> noSuch(name));
  }

  @Override
  public Slice<Queue> list(Principal who, Paging paging) {
    return catalog.list(who.tenant(), paging);
  }

  @Override
  public Outcome<Queue> change(Principal who, QueueName name, ConfigChange<QueueConfig> change) {
    var ref = new QueueRef(who.tenant(), name);
    return catalog
        .find(ref)
        .map(queue -> Revision.of(queue.config(), current -> attempt(ref, current, change)))
        .orElseGet(() -> noSuch(name));
  }

  private Revision.Step<QueueConfig, Queue> attempt(
      QueueRef ref, QueueConfig current, ConfigChange<QueueConfig> change) {
    return switch (change.apply(current).then(wanted -> checked(ref, current, wanted))) {
      case Outcome.Done<QueueConfig>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<QueueConfig>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Outcome<QueueConfig> checked(QueueRef ref, QueueConfig current, QueueConfig wanted) {
    if (wanted.type() != current.type()) {
      return Outcome.refused(
          new Refusal.Unprocessable(
              "immutable_field", "a queue stays FIFO or not, as it was made"));
    }
    return rules
        .check(ref.name(), wanted)
        .map(Outcome::<QueueConfig>refused)
        .orElseGet(() -> Outcome.done(wanted));
  }

  private Revision.Step<QueueConfig, Queue> save(
      QueueRef ref, QueueConfig current, QueueConfig wanted) {
    return switch (catalog.update(ref, current, wanted)) {
      case QueueCatalog.Updated(Queue updated) -> Revision.done(updated);
      case QueueCatalog.Changed(Queue meanwhile) -> new Revision.Overtaken<>(meanwhile.config());
      case QueueCatalog.NoDeadLetterQueue(QueueName missing) ->
          Revision.refused(new Refusal.NoDeadLetterQueue(missing));
      case QueueCatalog.Unplaceable(String missing) ->
          Revision.refused(new Refusal.Unplaceable(missing));
      case QueueCatalog.NoSuchQueue _ -> Revision.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  @Override
  public Outcome<Unit> delete(Principal who, QueueName name) {
    return switch (catalog.delete(new QueueRef(who.tenant(), name))) {
      case QueueCatalog.Deleted _ -> Unit.done();
      case QueueCatalog.InUse(QueueName by) -> Outcome.refused(new Refusal.QueueInUse(by));
      case QueueCatalog.NoSuchQueue _ -> noSuch(name);
    };
  }

  @Override
  public Outcome<Unit> purge(Principal who, QueueName name) {
    return switch (store.purge(new QueueRef(who.tenant(), name))) {
      case QueueStore.Purged _ -> Unit.done();
      case QueueStore.NoSuchQueue _ -> noSuch(name);
    };
  }

  private static <T> Outcome<T> noSuch(QueueName name) {
    return Outcome.refused(new Refusal.NoSuchQueue(name));
  }
}
