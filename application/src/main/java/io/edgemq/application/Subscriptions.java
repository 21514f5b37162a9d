package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
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

/// Makes, describes, changes, pauses, rewinds and removes subscriptions. Changes are made one at a
/// time, so that of two neither undoes the other: this process owns its store.
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
        new Subscription(
            new SubscriptionId("sub_" + ids.next()),
            config,
            SubscriptionState.ACTIVE,
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
    var open = streams.of(subscription.id());
    long end = log.state(topic).map(state -> state.bounds().last() + 1).orElse(0L);
    long furthest = open.stream().mapToLong(LiveStream::position).min().orElse(end);
    long waiting = open.stream().mapToLong(LiveStream::waiting).sum();
    return new Description(subscription, open.size(), Math.max(0, end - furthest), waiting);
  }

  @Override
  public Slice<Subscription> list(Principal who, Paging paging) {
    return store.list(who.tenant(), paging);
  }

  @Override
  public synchronized Outcome<Subscription> change(
      Principal who, SubscriptionId id, ConfigChange<SubscriptionConfig> change) {
    return find(who, id)
        .then(
            current -> change.apply(current.config()).then(wanted -> change(who, current, wanted)));
  }

  private Outcome<Subscription> change(
      Principal who, Subscription current, SubscriptionConfig wanted) {
    boolean same =
        wanted.name().equals(current.config().name())
            && wanted.topic().equals(current.config().topic());
    return same
        ? save(who, current.with(wanted))
        : Outcome.refused(
            new Refusal.Unprocessable(
                "immutable_field", "a subscription keeps its name and topic; make another one"));
  }

  @Override
  public synchronized Outcome<Nothing> delete(Principal who, SubscriptionId id) {
    if (!store.delete(who.tenant(), id)) {
      return Outcome.refused(new Refusal.NoSuchSubscription());
    }
    streams.deleted(id);
    return Nothing.done();
  }

  @Override
  public synchronized Outcome<Subscription> pause(Principal who, SubscriptionId id) {
    return edit(who, id, current -> current.with(SubscriptionState.PAUSED));
  }

  @Override
  public synchronized Outcome<Subscription> resume(Principal who, SubscriptionId id) {
    return edit(who, id, current -> current.with(SubscriptionState.ACTIVE));
  }

  @Override
  public synchronized Outcome<Subscription> replay(Principal who, SubscriptionId id, Start from) {
    return edit(who, id, current -> current.with(startingAt(current.config(), from)))
        .then(
            changed -> {
              streams.rewound(id, from);
              return Outcome.done(changed);
            });
  }

  private static SubscriptionConfig startingAt(SubscriptionConfig config, Start start) {
    return new SubscriptionConfig(
        config.name(), config.topic(), config.filter(), config.delivery(), start, config.policy());
  }

  private Outcome<Subscription> edit(
      Principal who, SubscriptionId id, Function<Subscription, Subscription> edit) {
    return find(who, id).then(current -> save(who, edit.apply(current)));
  }

  private Outcome<Subscription> save(Principal who, Subscription changed) {
    if (!store.update(who.tenant(), changed)) {
      return Outcome.refused(new Refusal.NoSuchSubscription());
    }
    streams.changed(changed);
    return Outcome.done(changed);
  }

  private Outcome<Subscription> find(Principal who, SubscriptionId id) {
    return store
        .find(who.tenant(), id)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription()));
  }
}
