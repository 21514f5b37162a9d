package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/// Creates, describes, changes, pauses, replays and deletes subscriptions. Two changes at the same
/// time, in any process, do not undo each other.
public final class Subscriptions implements ManageSubscriptions {
  private final Access access;
  private final SubscriptionStore store;
  private final TopicLog log;
  private final Streams streams;
  private final IdSource ids;
  private final InstantSource clock;

  /// What the use cases work with.
  ///
  /// @param ids the identity of new subscriptions
  /// @param clock their time of creation
  public record Tools(Access access, IdSource ids, InstantSource clock) {}

  public Subscriptions(SubscriptionStore store, TopicLog log, Streams streams, Tools tools) {
    this.store = store;
    this.log = log;
    this.streams = streams;
    this.access = tools.access();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  @Override
  public Outcome<Creation<Subscription>> create(Principal who, SubscriptionConfig config) {
    return access.toSubscribe(who, config.topic()).then(topic -> create(topic, config));
  }

  private Outcome<Creation<Subscription>> create(TopicRef topic, SubscriptionConfig config) {
    var subscription =
        Subscription.active(
            new SubscriptionId("sub_" + ids.next()),
            config,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (store.create(topic.tenant(), subscription)) {
      case SubscriptionStore.Created _ -> Outcome.done(new Creation.Created<>(subscription));
      case SubscriptionStore.Exists(Subscription there) when there.config().equals(config) ->
          Outcome.done(new Creation.Existing<>(there));
      case SubscriptionStore.Exists _ ->
          Outcome.refused(new Refusal.SubscriptionExists(config.name()));
      case SubscriptionStore.NoSuchTopic _ ->
          Outcome.refused(new Refusal.NoSuchTopic(topic.name()));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, SubscriptionId id) {
    return access.toDescribe(who, id).then(this::describe);
  }

  private Outcome<Description> describe(SubscriptionRef ref) {
    return find(ref)
        .then(
            subscription ->
                access
                    .toRead(ref.tenant(), subscription)
                    .then(topic -> Outcome.done(describe(ref, subscription, topic))));
  }

  private Description describe(SubscriptionRef ref, Subscription subscription, TopicRef topic) {
    var open = streams.of(ref);
    long end = log.bounds(topic).map(bounds -> bounds.last() + 1).orElse(0L);
    long furthest = open.stream().mapToLong(LiveStream::position).min().orElse(end);
    long waiting = open.stream().mapToLong(LiveStream::waiting).sum();
    return new Description(subscription, open.size(), Math.max(0, end - furthest), waiting);
  }

  @Override
  public Outcome<Slice<Subscription>> list(Principal who, Paging paging) {
    return access.toList(who).then(tenant -> Outcome.done(store.list(tenant, paging)));
  }

  @Override
  public Outcome<Subscription> change(
      Principal who, SubscriptionId id, ConfigChange<SubscriptionConfig> change) {
    return revise(
        who,
        id,
        current ->
            change
                .apply(current.config())
                .then(wanted -> checked(current.config(), wanted))
                .then(wanted -> Outcome.done(current.with(wanted))));
  }

  private static Outcome<SubscriptionConfig> checked(
      SubscriptionConfig current, SubscriptionConfig wanted) {
    if (!wanted.name().equals(current.name())) {
      return Outcome.refused(new Refusal.Immutable(Refusal.FixedProperty.SUBSCRIPTION_NAME));
    }
    if (!wanted.topic().equals(current.topic())) {
      return Outcome.refused(new Refusal.Immutable(Refusal.FixedProperty.SUBSCRIPTION_TOPIC));
    }
    return Outcome.done(wanted);
  }

  @Override
  public Outcome<Unit> delete(Principal who, SubscriptionId id) {
    return access.toManage(who, id).then(this::delete);
  }

  private Outcome<Unit> delete(SubscriptionRef ref) {
    if (!store.delete(ref.tenant(), ref.id())) {
      return Outcome.refused(new Refusal.NoSuchSubscription());
    }
    streams.refresh(ref);
    return Unit.done();
  }

  @Override
  public Outcome<Subscription> pause(Principal who, SubscriptionId id) {
    return revise(who, id, current -> Outcome.done(current.with(SubscriptionState.PAUSED)));
  }

  @Override
  public Outcome<Subscription> resume(Principal who, SubscriptionId id) {
    return revise(who, id, current -> Outcome.done(current.with(SubscriptionState.ACTIVE)));
  }

  @Override
  public Outcome<Subscription> replay(Principal who, SubscriptionId id, Start from) {
    return revise(who, id, current -> Outcome.done(current.replayed(from)));
  }

  /// Changes a subscription and tells the streams of this process at once; other processes learn of
  /// it from the store.
  private Outcome<Subscription> revise(
      Principal who, SubscriptionId id, Function<Subscription, Outcome<Subscription>> edit) {
    return access.toManage(who, id).then(ref -> revise(ref, edit));
  }

  private Outcome<Subscription> revise(
      SubscriptionRef ref, Function<Subscription, Outcome<Subscription>> edit) {
    return find(ref)
        .then(found -> Revision.of(found, current -> attempt(ref, current, edit)))
        .then(
            changed -> {
              streams.refresh(ref);
              return Outcome.done(changed);
            });
  }

  private Revision.Step<Subscription, Subscription> attempt(
      SubscriptionRef ref,
      Subscription current,
      Function<Subscription, Outcome<Subscription>> edit) {
    return switch (edit.apply(current)) {
      case Outcome.Done<Subscription>(var wanted) -> save(ref, current, wanted);
      case Outcome.Refused<Subscription>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Revision.Step<Subscription, Subscription> save(
      SubscriptionRef ref, Subscription current, Subscription wanted) {
    return switch (store.update(ref.tenant(), current, wanted)) {
      case SubscriptionStore.Updated _ -> Revision.done(wanted);
      case SubscriptionStore.Changed(var meanwhile) -> new Revision.Overtaken<>(meanwhile);
      case SubscriptionStore.NoSuchSubscription _ ->
          Revision.refused(new Refusal.NoSuchSubscription());
    };
  }

  private Outcome<Subscription> find(SubscriptionRef ref) {
    return store
        .find(ref.tenant(), ref.id())
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription()));
  }
}
