package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.application.quota.Creating;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.DeliveryState;
import io.edgemq.domain.Paging;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.SubscriptionEvent;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Secret;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.SubscriptionStore;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A subscription that is to be.
///
/// @param state what it has beside its configuration
record NewSubscription(
    SubscriptionStore store,
    SubscriptionTools tools,
    TopicRef topic,
    Wish wish,
    Optional<DeliveryState> state)
    implements Creating<Subscription> {
  private static final int PAGE = 1000;

  @Override
  public long count() {
    return TenantUsage.subscriptions(store, topic.tenant());
  }

  @Override
  public Optional<Outcome<Creation<Subscription>>> there() {
    var name = wish.config().name();
    String after = null;
    do {
      var page = store.list(topic.tenant(), new Paging(after, PAGE));
      var found = page.items().stream().filter(each -> each.config().name().equals(name));
      var there = found.findFirst();
      if (there.isPresent()) {
        return there.map(this::existing);
      }
      after = page.next();
    } while (after != null);
    return Optional.empty();
  }

  @Override
  public Outcome<Creation<Subscription>> create() {
    var subscription =
        Subscription.active(
            new SubscriptionId("sub_" + tools.ids().next()),
            wish.config(),
            tools.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            state);
    return switch (store.create(topic.tenant(), subscription)) {
      case SubscriptionStore.Created _ -> {
        tools.events().tell(topic.tenant(), SubscriptionEvent.created(subscription));
        yield Outcome.done(new Creation.Created<>(subscription));
      }
      case SubscriptionStore.Exists(Subscription there) -> existing(there);
      case SubscriptionStore.NoSuchTopic _ ->
          Outcome.refused(new Refusal.NoSuchTopic(topic.name()));
    };
  }

  private Outcome<Creation<Subscription>> existing(Subscription there) {
    return isAsWished(there)
        ? Outcome.done(new Creation.Existing<>(there))
        : Outcome.refused(new Refusal.SubscriptionExists(wish.config().name()));
  }

  private boolean isAsWished(Subscription there) {
    return there.config().equals(wish.config())
        && there.push().map(push -> isSaid(push.secrets().current(), wish.secret())).orElse(true);
  }

  private static boolean isSaid(SigningSecret current, Secret said) {
    return switch (said) {
      case Unsaid _ -> current.origin() == SigningSecret.Origin.MADE;
      case Given(var secret) -> isSame(current, secret);
    };
  }

  /// Whether both secrets have the same text.
  static boolean isSame(SigningSecret one, SigningSecret other) {
    return MessageDigest.isEqual(one.text().getBytes(UTF_8), other.text().getBytes(UTF_8));
  }
}
