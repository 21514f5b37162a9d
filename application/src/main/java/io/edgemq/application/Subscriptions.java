package io.edgemq.application;

import io.edgemq.domain.DeliveryState;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.Reason;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;
import java.util.Optional;

/// Creates, describes, changes, pauses, replays and deletes subscriptions. Two changes at the same
/// time, in any process, do not undo each other.
public final class Subscriptions implements ManageSubscriptions {
  private final Access access;
  private final SubscriptionTools tools;
  private final SubscriptionStore store;
  private final TopicLog log;
  private final Streams streams;
  private final SubscriptionEvents events;
  private final InstantSource clock;
  private final SubscriptionRows rows;
  private final Descriptions descriptions;
  private final DeliveryRules rules;

  public Subscriptions(SubscriptionStores stores, Streams streams, SubscriptionTools tools) {
    this.store = stores.subscriptions();
    this.log = stores.log();
    this.streams = streams;
    this.access = tools.access();
    this.tools = tools;
    this.events = tools.events();
    this.clock = tools.clock();
    this.rows = new SubscriptionRows(store);
    this.descriptions = new Descriptions(access, stores, streams);
    this.rules =
        new DeliveryRules(
            access, new PushRules(tools.random(), tools.webhooks()), stores.targets().catalog());
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return access.toCreate(who);
  }

  @Override
  public Outcome<Unit> mayChange(Principal who, SubscriptionId id) {
    return access.toManage(who, id).then(ref -> toChange(who, ref)).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Creation<Subscription>> create(Principal who, Wish wish) {
    return access
        .toSubscribe(who, wish.config())
        .then(
            topic ->
                rules
                    .complaint(who, wish.config())
                    .map(Outcome::<Creation<Subscription>>refused)
                    .orElseGet(
                        () -> delivery(topic, wish).then(state -> create(topic, wish, state))));
  }

  /// What the subscription has beside its configuration. Where it begins is decided here, before
  /// anybody can have heard of it: so it misses nothing that is published afterwards.
  private Outcome<Optional<DeliveryState>> delivery(TopicRef topic, Wish wish) {
    var config = wish.config();
    return DeliveryRules.isDelivered(config)
        ? locate(topic, config, config.start())
            .then(from -> Outcome.done(rules.state(config, from, wish.secret())))
        : Outcome.done(Optional.empty());
  }

  private Outcome<Long> locate(TopicRef topic, SubscriptionConfig config, Start from) {
    return log.locate(topic, from, config.filter())
        .map(position -> Outcome.done(within(position)))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchTopic(topic.name())));
  }

  /// What lies beyond the end has not been published: a delivery begins with the next message then.
  private static long within(TopicLog.Position position) {
    return Math.min(position.sequence(), position.bounds().last() + 1);
  }

  private Outcome<Creation<Subscription>> create(
      TopicRef topic, Wish wish, Optional<DeliveryState> state) {
    return tools
        .quotas()
        .creating(
            topic.tenant(),
            QuotaKind.SUBSCRIPTIONS,
            new NewSubscription(store, tools, topic, wish, state));
  }

  @Override
  public Outcome<Description> describe(Principal who, SubscriptionId id) {
    return access
        .toRead(who, id)
        .then(ref -> rows.find(ref).then(found -> descriptions.of(who, ref, found)));
  }

  @Override
  public Outcome<Slice<Subscription>> list(Principal who, Paging paging) {
    return access
        .toList(who)
        .then(
            tenant ->
                Outcome.done(
                    descriptions.shown(
                        tenant,
                        store.list(tenant, paging).only(found -> access.mayDescribe(who, found)))));
  }

  @Override
  public Outcome<Subscription> change(
      Principal who, SubscriptionId id, ConfigChange<SubscriptionConfig> change, Secret secret) {
    return revise(
        who,
        id,
        (_, current) ->
            change
                .apply(current.config())
                .then(wanted -> checked(current.config(), wanted))
                .then(wanted -> access.toChange(who, wanted).then(_ -> Outcome.done(wanted)))
                .then(wanted -> signed(current.with(wanted), secret)));
  }

  private Outcome<SubscriptionConfig> checked(
      SubscriptionConfig current, SubscriptionConfig wanted) {
    return fixed(current, wanted)
        .<Refusal>map(Refusal.Immutable::new)
        .or(() -> rules.complaint(current, wanted))
        .map(Outcome::<SubscriptionConfig>refused)
        .orElseGet(() -> Outcome.done(wanted));
  }

  /// What `wanted` changes and may not; empty when it does not.
  private static Optional<FixedProperty> fixed(
      SubscriptionConfig current, SubscriptionConfig wanted) {
    if (!wanted.name().equals(current.name())) {
      return Optional.of(FixedProperty.SUBSCRIPTION_NAME);
    }
    if (!wanted.topic().equals(current.topic())) {
      return Optional.of(FixedProperty.SUBSCRIPTION_TOPIC);
    }
    if (!wanted.start().equals(current.start())) {
      return Optional.of(FixedProperty.SUBSCRIPTION_START);
    }
    return DeliveryRules.fixed(current.delivery(), wanted.delivery());
  }

  /// `subscription` with the secret that the caller wants.
  private Outcome<Subscription> signed(Subscription subscription, Secret said) {
    return switch (said) {
      case Unsaid _ -> Outcome.done(subscription);
      case Given(var secret) ->
          subscription
              .push()
              .map(push -> signed(subscription, push.secrets(), secret))
              .orElseGet(() -> Outcome.refused(new Refusal.NotPush()));
    };
  }

  private Outcome<Subscription> signed(
      Subscription subscription, SigningSecrets secrets, SigningSecret secret) {
    if (NewSubscription.isSame(secrets.current(), secret)) {
      return Outcome.done(subscription);
    }
    return SecretRotation.pending(secrets, clock.instant())
        .map(Outcome::<Subscription>refused)
        .orElseGet(
            () -> Outcome.done(subscription.pushing(push -> push.with(SigningSecrets.of(secret)))));
  }

  @Override
  public Outcome<Unit> delete(Principal who, SubscriptionId id) {
    return access.toManage(who, id).then(ref -> toChange(who, ref)).then(this::delete);
  }

  private Outcome<SubscriptionRef> toChange(Principal who, SubscriptionRef ref) {
    return rows.find(ref)
        .then(found -> access.toChange(who, found.config()))
        .then(_ -> Outcome.done(ref));
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
    return revise(who, id, (_, current) -> Outcome.done(current.with(SubscriptionState.PAUSED)));
  }

  @Override
  public Outcome<Subscription> resume(Principal who, SubscriptionId id) {
    return revise(who, id, (_, current) -> Outcome.done(current.with(SubscriptionState.ACTIVE)));
  }

  @Override
  public Outcome<Subscription> resume(Principal who, SubscriptionId id, Start from) {
    return revise(
        who,
        id,
        (ref, current) ->
            replayed(who, ref, current, from)
                .then(moved -> Outcome.done(moved.with(SubscriptionState.ACTIVE))));
  }

  @Override
  public Outcome<Subscription> replay(Principal who, SubscriptionId id, Start from) {
    return revise(who, id, (ref, current) -> replayed(who, ref, current, from));
  }

  /// `current`, going on at `from`. Its deliveries go on with the sequence that `from` is now.
  private Outcome<Subscription> replayed(
      Principal who, SubscriptionRef ref, Subscription current, Start from) {
    if (current.delivered().isEmpty()) {
      return Outcome.done(current.replayed(from));
    }
    var config = current.config();
    return access
        .toSee(who, ref, current)
        .then(part -> locate(part.topic(), config, from))
        .then(sequence -> Outcome.done(current.with(config.startingAt(from)).goingTo(sequence)));
  }

  /// Makes another subscription of one.
  private interface Edit {
    Outcome<Subscription> of(SubscriptionRef ref, Subscription current);
  }

  /// Changes a subscription and tells the streams of this process at once; other processes learn of
  /// it from the store. Another state is an event.
  private Outcome<Subscription> revise(Principal who, SubscriptionId id, Edit edit) {
    return access
        .toManage(who, id)
        .then(
            ref ->
                rows.revise(
                        ref,
                        current ->
                            access.toChange(who, current.config()).then(_ -> edit.of(ref, current)))
                    .then(
                        revised -> {
                          streams.refresh(ref);
                          return Outcome.done(told(ref.tenant(), revised));
                        }));
  }

  /// What a change has made, in the state that it is in now; another state is an event. When it
  /// stays active, whoever delivers it tells whether it fails.
  private Subscription told(TenantId tenant, SubscriptionRows.Revised revised) {
    var after = descriptions.shown(tenant, revised.after());
    if (revised.before().state() != revised.after().state()) {
      var before = descriptions.shown(tenant, revised.before());
      boolean fails = after.state() == SubscriptionState.FAILING;
      events.changed(tenant, before, after, fails ? Reason.NO_SUCH_QUEUE : Reason.REQUESTED);
    }
    return after;
  }
}
