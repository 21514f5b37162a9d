package io.edgemq.ports.in;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.DeliverySummary;
import org.jspecify.annotations.Nullable;

/// Creates, describes, changes, pauses, replays and deletes subscriptions.
public interface ManageSubscriptions {
  /// Whether the caller may create any subscription: asked before anybody looks at which one.
  Outcome<Unit> mayCreate(Principal principal);

  /// Whether the caller may change the subscription: asked before anybody looks at how.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Unit> mayChange(Principal principal, SubscriptionId id);

  /// Creates a subscription. When one of that name exists, it is answered if its configuration is
  /// equal, else the call is refused. What pushes begins with a sequence that is known before the
  /// answer, and gets a secret when the caller has none. No secret equals one that was made.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Subscription>> create(Principal principal, Wish wish);

  /// The subscription and how its readers are doing.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Description> describe(Principal principal, SubscriptionId id);

  /// The tenant's subscriptions by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Slice<Subscription>> list(Principal principal, Paging paging);

  /// Gives the subscription the configuration that `change` makes of its current one. Name, topic,
  /// start and type of delivery stay. A secret takes the place of the current one at once; no
  /// secret leaves that as it is.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> change(
      Principal principal,
      SubscriptionId id,
      ConfigChange<SubscriptionConfig> change,
      Secret secret);

  /// Deletes it. Open streams end.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal principal, SubscriptionId id);

  /// Stops delivery until it is resumed. Open streams stay open and silent.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> pause(Principal principal, SubscriptionId id);

  /// Goes on with delivery where it stopped.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> resume(Principal principal, SubscriptionId id);

  /// Goes on with delivery at `from`, as [#replay] does.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> resume(Principal principal, SubscriptionId id, Start from);

  /// Makes `from` the subscription's start and moves every open stream there, back or forward.
  /// What pushes goes on with the sequence that `from` is now, and counts attempts anew.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Subscription> replay(Principal principal, SubscriptionId id, Start from);

  /// What a subscription is to be.
  record Wish(SubscriptionConfig config, Secret secret) {
    /// Without a secret of the caller's.
    public static Wish of(SubscriptionConfig config) {
      return new Wish(config, new Unsaid());
    }
  }

  /// What a caller says about the secret that signs what is pushed.
  sealed interface Secret {}

  /// Nothing.
  record Unsaid() implements Secret {}

  /// The secret is to be this one.
  record Given(SigningSecret secret) implements Secret {}

  /// A subscription and how it is doing.
  ///
  /// @param streams open streams of this process
  /// @param lag what it is behind
  /// @param inFlight messages handed to streams and not yet written, or being pushed
  /// @param delivery null unless it pushes
  record Description(
      Subscription subscription,
      int streams,
      Lag lag,
      long inFlight,
      @Nullable Delivery delivery) {}

  /// How far a subscription is behind. What pushes counts the messages that it accepts, from the
  /// first that is not settled. Streams count the sequences between the slowest of them and the end
  /// of the log; 0 without a stream.
  ///
  /// @param messages at most [#MOST] for what pushes
  /// @param isCapped whether there are more
  record Lag(long messages, boolean isCapped) {
    /// How far is counted.
    public static final long MOST = 100_000;
  }

  /// How a delivery is doing that nobody connects for.
  ///
  /// @param summary what was saved last
  /// @param deadLetters how many there are
  /// @param dropped how many dead letters went because there were too many or they were too old
  record Delivery(DeliverySummary summary, long deadLetters, long dropped) {}
}
