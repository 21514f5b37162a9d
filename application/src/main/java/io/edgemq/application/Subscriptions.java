package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
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
import io.edgemq.ports.in.Refusal.FixedProperty;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Creates, describes, changes, pauses, replays and deletes subscriptions. Two changes at the same
/// time, in any process, do not undo each other.
public final class Subscriptions implements ManageSubscriptions {
  private final Access access;
  private final SubscriptionStore store;
  private final TopicLog log;
  private final Streams streams;
  private final IdSource ids;
  private final InstantSource clock;
  private final SubscriptionRows rows;
  private final Descriptions descriptions;
  private final PushRules rules;

  public Subscriptions(SubscriptionStores stores, Streams streams, SubscriptionTools tools) {
    this.store = stores.subscriptions();
    this.log = stores.log();
    this.streams = streams;
    this.access = tools.access();
    this.ids = tools.ids();
    this.clock = tools.clock();
    this.rows = new SubscriptionRows(store);
    this.descriptions = new Descriptions(access, stores, streams);
    this.rules = new PushRules(tools.random(), tools.webhooks());
  }

  @Override
  public Outcome<Creation<Subscription>> create(Principal who, Wish wish) {
    return access
        .toSubscribe(who, wish.config().topic())
        .then(
            topic ->
                rules
                    .complaint(wish.config())
                    .map(Outcome::<Creation<Subscription>>refused)
                    .orElseGet(() -> push(topic, wish).then(push -> create(topic, wish, push))));
  }

  /// What the subscription has beside its configuration. Where it begins is decided here, before
  /// anybody can have heard of it: so it misses nothing that is published afterwards.
  private Outcome<Optional<PushState>> push(TopicRef topic, Wish wish) {
    return switch (wish.config().delivery()) {
      case DeliveryType.Sse _ -> Outcome.done(Optional.empty());
      case DeliveryType.HttpPush _ ->
          locate(topic, wish.config(), wish.config().start())
              .then(
                  from -> {
                    var secrets = SigningSecrets.of(secret(wish.secret()));
                    return Outcome.done(Optional.of(new PushState(secrets, from, 0)));
                  });
    };
  }

  private SigningSecret secret(Secret said) {
    return switch (said) {
      case Unsaid _ -> rules.secret();
      case Given(var secret) -> secret;
    };
  }

  private Outcome<Long> locate(TopicRef topic, SubscriptionConfig config, Start from) {
    return log.locate(topic, from, config.filter())
        .map(position -> Outcome.done(position.sequence()))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchTopic(topic.name())));
  }

  private Outcome<Creation<Subscription>> create(
      TopicRef topic, Wish wish, Optional<PushState> push) {
    var config = wish.config();
    var subscription =
        Subscription.active(
            new SubscriptionId("sub_" + ids.next()),
            config,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            push);
    return switch (store.create(topic.tenant(), subscription)) {
      case SubscriptionStore.Created _ -> Outcome.done(new Creation.Created<>(subscription));
      case SubscriptionStore.Exists(Subscription there) when isAsWished(there, wish) ->
          Outcome.done(new Creation.Existing<>(there));
      case SubscriptionStore.Exists _ ->
          Outcome.refused(new Refusal.SubscriptionExists(config.name()));
      case SubscriptionStore.NoSuchTopic _ ->
          Outcome.refused(new Refusal.NoSuchTopic(topic.name()));
    };
  }

  private static boolean isAsWished(Subscription there, Wish wish) {
    return there.config().equals(wish.config())
        && there.push().map(push -> isSaid(push.secrets().current(), wish.secret())).orElse(true);
  }

  private static boolean isSaid(SigningSecret current, Secret said) {
    return switch (said) {
      case Unsaid _ -> current.origin() == SigningSecret.Origin.MADE;
      case Given(var secret) -> isSame(current, secret);
    };
  }

  private static boolean isSame(SigningSecret one, SigningSecret other) {
    return MessageDigest.isEqual(one.text().getBytes(UTF_8), other.text().getBytes(UTF_8));
  }

  @Override
  public Outcome<Description> describe(Principal who, SubscriptionId id) {
    return access
        .toDescribe(who, id)
        .then(ref -> rows.find(ref).then(found -> descriptions.of(ref, found)));
  }

  @Override
  public Outcome<Slice<Subscription>> list(Principal who, Paging paging) {
    return access.toList(who).then(tenant -> Outcome.done(store.list(tenant, paging)));
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
    return wanted.delivery().text().equals(current.delivery().text())
        ? Optional.empty()
        : Optional.of(FixedProperty.SUBSCRIPTION_DELIVERY);
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
    if (isSame(secrets.current(), secret)) {
      return Outcome.done(subscription);
    }
    return SecretRotation.pending(secrets, clock.instant())
        .map(Outcome::<Subscription>refused)
        .orElseGet(
            () -> Outcome.done(subscription.pushing(push -> push.with(SigningSecrets.of(secret)))));
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
            replayed(ref, current, from)
                .then(moved -> Outcome.done(moved.with(SubscriptionState.ACTIVE))));
  }

  @Override
  public Outcome<Subscription> replay(Principal who, SubscriptionId id, Start from) {
    return revise(who, id, (ref, current) -> replayed(ref, current, from));
  }

  /// `current`, going on at `from`. Its deliveries go on with the sequence that `from` is now.
  private Outcome<Subscription> replayed(SubscriptionRef ref, Subscription current, Start from) {
    if (current.push().isEmpty()) {
      return Outcome.done(current.replayed(from));
    }
    var config = current.config();
    return access
        .toRead(ref.tenant(), current)
        .then(topic -> locate(topic, config, from))
        .then(sequence -> Outcome.done(current.with(config.startingAt(from)).goingTo(sequence)));
  }

  /// Makes another subscription of one.
  private interface Edit {
    Outcome<Subscription> of(SubscriptionRef ref, Subscription current);
  }

  /// Changes a subscription and tells the streams of this process at once; other processes learn of
  /// it from the store.
  private Outcome<Subscription> revise(Principal who, SubscriptionId id, Edit edit) {
    return access
        .toManage(who, id)
        .then(
            ref ->
                rows.revise(ref, current -> edit.of(ref, current))
                    .then(
                        changed -> {
                          streams.refresh(ref);
                          return Outcome.done(changed);
                        }));
  }
}
