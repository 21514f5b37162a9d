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
import io.edgemq.ports.in.Nothing;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/// Makes, describes, changes, pauses, rewinds and removes subscriptions. Of two changes at
/// the same time neither undoes the other, in whichever process they are made.
public final class Subscriptions implements ManageSubscriptions {
  private final SubscriptionStore store;
  private final TopicLog log;
  private final Streams streams;
  private final IdSource ids;
  private final InstantSource clock;

  /// Where new subscriptions get their identity and time.
  public record Origin(IdSource ids, InstantSource clock) {}

  public Subscriptions(SubscriptionStore store, TopicLog log, Streams streams, Origin origin) {
    this.store = store;
    this.log = log;
    this.streams = streams;
    this.ids = origin.ids();
    this.clock = origin.clock();
  }

  @Override
  public Outcome<Creation<Subscription>> create(Principal who, SubscriptionConfig config) {
    var subscription =
        Subscription.active(
            new SubscriptionId("sub_" + ids.next()),
            config,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (store.create(who.tenant(), subscription)) {
      case SubscriptionStore.Created _ ->
          Outcome.done(new Creation<>(subscription, Creation.Novelty.NEW));
      case SubscriptionStore.Exists(Subscription there) when there.config().equals(config) ->
          Outcome.done(new Creation<>(there, Creation.Novelty.EXISTING));
      case SubscriptionStore.Exists _ ->
          Outcome.refused(new Refusal.AlreadyExists("subscription", config.name()));
      case SubscriptionStore.NoSuchTopic _ ->
          Outcome.refused(new Refusal.NoSuchTopic(config.topic()));
    };
  }

  @Override
  public Outcome<Description> describe(Principal who, SubscriptionId id) {
    return find(who, id).then(each -> Outcome.done(describe(who, each)));
  }

  private Description describe(Principal who, Subscription subscription) {
    var topic = new TopicRef(who.tenant(), subscription.config().topic());
    var open = streams.of(new SubscriptionRef(who.tenant(), subscription.id()));
    long end = log.bounds(topic).map(bounds -> bounds.last() + 1).orElse(0L);
    long furthest = open.stream().mapToLong(LiveStream::position).min().orElse(end);
    long waiting = open.stream().mapToLong(LiveStream::waiting).sum();
    return new Description(subscription, open.size(), Math.max(0, end - furthest), waiting);
  }

  @Override
  public Slice<Subscription> list(Principal who, Paging paging) {
    return store.list(who.tenant(), paging);
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
    boolean same = wanted.name().equals(current.name()) && wanted.topic().equals(current.topic());
    return same
        ? Outcome.done(wanted)
        : Outcome.refused(
            new Refusal.Unprocessable(
                "immutable_field", "a subscription keeps its name and topic; make another one"));
  }

  @Override
  public Outcome<Nothing> delete(Principal who, SubscriptionId id) {
    if (!store.delete(who.tenant(), id)) {
      return Outcome.refused(new Refusal.NoSuchSubscription());
    }
    streams.refresh(new SubscriptionRef(who.tenant(), id));
    return Nothing.done();
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

  /// Changes a subscription and lets the streams of this process know at once; those of others
  /// learn of it from their store.
  private Outcome<Subscription> revise(
      Principal who, SubscriptionId id, Function<Subscription, Outcome<Subscription>> edit) {
    return find(who, id)
        .then(found -> Revision.of(found, current -> attempt(who, current, edit)))
        .then(
            changed -> {
              streams.refresh(new SubscriptionRef(who.tenant(), id));
              return Outcome.done(changed);
            });
  }

  private Revision.Step<Subscription, Subscription> attempt(
      Principal who, Subscription current, Function<Subscription, Outcome<Subscription>> edit) {
    return switch (edit.apply(current)) {
      case Outcome.Done<Subscription>(var wanted) -> save(who, current, wanted);
      case Outcome.Refused<Subscription>(var refusal) -> Revision.refused(refusal);
    };
  }

  private Revision.Step<Subscription, Subscription> save(
      Principal who, Subscription current, Subscription wanted) {
    return switch (store.update(who.tenant(), current, wanted)) {
      case SubscriptionStore.Updated _ -> Revision.done(wanted);
      case SubscriptionStore.Changed(var meanwhile) -> new Revision.Overtaken<>(meanwhile);
      case SubscriptionStore.NoSuchSubscription _ ->
          Revision.refused(new Refusal.NoSuchSubscription());
    };
  }

  private Outcome<Subscription> find(Principal who, SubscriptionId id) {
    return store
        .find(who.tenant(), id)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription()));
  }
}
