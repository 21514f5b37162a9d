package io.edgemq.application;

import io.edgemq.application.quota.Creating;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QuotaKind;
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
import java.util.Optional;

/// Creates, describes, changes and deletes queues.
public final class Queues implements ManageQueues {
  private final Admission admission;
  private final Access access;
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final InstantSource clock;

  public Queues(Admission admission, QueueCatalog catalog, QueueStore store, InstantSource clock) {
    this.admission = admission;
    this.access = admission.access();
    this.catalog = catalog;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return access.toCreate(who);
  }

  @Override
  public Outcome<Creation<Queue>> create(
      Principal who, QueueName name, ConfigChange<QueueConfig> choice) {
    return access
        .toManage(who, name)
        .then(
            ref ->
                choice
                    .apply(standard(ref))
                    .then(config -> checked(who, ref, config))
                    .then(config -> create(ref, config)));
  }

  private QueueConfig standard(QueueRef ref) {
    return QueueConfig.standard(admission.limitsOf(ref.tenant()).messageBytes());
  }

  private Outcome<Creation<Queue>> create(QueueRef ref, QueueConfig config) {
    return admission.quotas().creating(ref.tenant(), QuotaKind.QUEUES, new NewQueue(ref, config));
  }

  /// A queue that is to be.
  private final class NewQueue implements Creating<Queue> {
    private final QueueRef ref;
    private final QueueConfig config;

    NewQueue(QueueRef ref, QueueConfig config) {
      this.ref = ref;
      this.config = config;
    }

    @Override
    public long count() {
      return TenantUsage.queues(catalog, ref.tenant());
    }

    @Override
    public Optional<Outcome<Creation<Queue>>> there() {
      return catalog.find(ref).map(there -> Queues.there(there, config));
    }

    @Override
    public Outcome<Creation<Queue>> create() {
      return createNow(ref, config);
    }
  }

  private static Outcome<Creation<Queue>> there(Queue there, QueueConfig wanted) {
    return there.config().equals(wanted)
        ? Outcome.done(new Creation.Existing<>(there))
        : Outcome.refused(new Refusal.QueueExists(there.name()));
  }

  private Outcome<Creation<Queue>> createNow(QueueRef ref, QueueConfig config) {
    var queue = new Queue(ref.name(), config, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (catalog.create(ref.tenant(), queue)) {
      case QueueCatalog.Created _ -> Outcome.done(new Creation.Created<>(queue));
      case QueueCatalog.Exists(Queue there) -> there(there, config);
      case QueueCatalog.NoDeadLetterQueue(QueueName missing) ->
          Outcome.refused(noDeadLetters(ref, missing));
      case QueueCatalog.Taken(var words) -> Outcome.refused(new Refusal.SubjectsTaken(words));
      case QueueCatalog.Unplaceable(Placement asked) ->
          Outcome.refused(new Refusal.Unplaceable(asked));
    };
  }

  private static Refusal noDeadLetters(QueueRef ref, QueueName unfit) {
    return unfit.equals(ref.name())
        ? new Refusal.OwnDeadLetterQueue(unfit)
        : new Refusal.NoDeadLetterQueue(unfit);
  }

  @Override
  public Outcome<Description> describe(Principal who, QueueName name) {
    return access.toDescribe(who, name).then(this::describe);
  }

  private Outcome<Description> describe(QueueRef ref) {
    return catalog
        .find(ref)
        .flatMap(queue -> store.count(ref).flatMap(counts -> description(ref, queue, counts)))
        .map(Outcome::done)
        .orElseGet(() -> noSuch(ref));
  }

  private Optional<Description> description(QueueRef ref, Queue queue, QueueCounts counts) {
    return catalog.replicas(ref).map(replicas -> new Description(queue, counts, replicas));
  }

  @Override
  public Outcome<Slice<Queue>> list(Principal who, Paging paging) {
    return access
        .toList(who)
        .then(
            tenant ->
                Outcome.done(
                    catalog
                        .list(tenant, paging)
                        .only(queue -> access.mayDescribe(who, queue.name()))));
  }

  @Override
  public Outcome<Queue> change(Principal who, QueueName name, ConfigChange<QueueConfig> change) {
    return access
        .toManage(who, name)
        .then(ref -> change(ref, current -> edited(who, ref, current, change)));
  }

  private Outcome<Queue> change(QueueRef ref, ConfigChange<QueueConfig> edit) {
    return catalog
        .find(ref)
        .map(queue -> Revision.of(queue.config(), current -> attempt(ref, current, edit)))
        .orElseGet(() -> noSuch(ref));
  }

  private Revision.Step<QueueConfig, Queue> attempt(
      QueueRef ref, QueueConfig current, ConfigChange<QueueConfig> edit) {
    return switch (edit.apply(current)) {
      case Outcome.Done<QueueConfig>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<QueueConfig>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Outcome<QueueConfig> edited(
      Principal who, QueueRef ref, QueueConfig current, ConfigChange<QueueConfig> change) {
    return change
        .apply(current)
        .then(wanted -> sameType(current, wanted))
        .then(wanted -> checked(who, ref, wanted));
  }

  private static Outcome<QueueConfig> sameType(QueueConfig current, QueueConfig wanted) {
    return wanted.type() == current.type()
        ? Outcome.done(wanted)
        : Outcome.refused(new Refusal.Immutable(Refusal.FixedProperty.QUEUE_TYPE));
  }

  private Outcome<QueueConfig> checked(Principal who, QueueRef ref, QueueConfig wanted) {
    return ConfigRules.check(ref.name(), wanted, admission.limitsOf(ref.tenant()))
        .map(Outcome::<QueueConfig>refused)
        .orElseGet(() -> deadLettersMayGo(who, wanted));
  }

  private Outcome<QueueConfig> deadLettersMayGo(Principal who, QueueConfig wanted) {
    var policy = wanted.deadLetter();
    return policy == null
        ? Outcome.done(wanted)
        : access.toMoveInto(who, policy.queue()).then(_ -> Outcome.done(wanted));
  }

  private Revision.Step<QueueConfig, Queue> save(
      QueueRef ref, QueueConfig current, QueueConfig wanted) {
    return switch (catalog.update(ref, current, wanted)) {
      case QueueCatalog.Updated(Queue updated) -> Revision.done(updated);
      case QueueCatalog.Changed(Queue meanwhile) -> new Revision.Overtaken<>(meanwhile.config());
      case QueueCatalog.NoDeadLetterQueue(QueueName missing) ->
          Revision.refused(noDeadLetters(ref, missing));
      case QueueCatalog.Unplaceable(Placement asked) ->
          Revision.refused(new Refusal.Unplaceable(asked));
      case QueueCatalog.NoSuchQueue _ -> Revision.refused(new Refusal.NoSuchQueue(ref.name()));
    };
  }

  @Override
  public Outcome<Unit> delete(Principal who, QueueName name) {
    return access.toManage(who, name).then(this::delete);
  }

  private Outcome<Unit> delete(QueueRef ref) {
    return switch (catalog.delete(ref)) {
      case QueueCatalog.Deleted _ -> Unit.done();
      case QueueCatalog.InUse(QueueName by) -> Outcome.refused(new Refusal.QueueInUse(by));
      case QueueCatalog.NoSuchQueue _ -> noSuch(ref);
    };
  }

  @Override
  public Outcome<Unit> purge(Principal who, QueueName name) {
    return access.toManage(who, name).then(this::purge);
  }

  private Outcome<Unit> purge(QueueRef ref) {
    return switch (store.purge(ref)) {
      case QueueStore.Purged _ -> Unit.done();
      case QueueStore.NoSuchQueue _ -> noSuch(ref);
    };
  }

  private static <T> Outcome<T> noSuch(QueueRef ref) {
    return Outcome.refused(new Refusal.NoSuchQueue(ref.name()));
  }
}
