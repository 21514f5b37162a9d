package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;
import java.time.Duration;
import java.time.Instant;

/// Makes tickets: tokens that open one stream path for a short time, so that a key need not stand
/// in a URL.
public interface MakeTickets {
  /// The longest time of a ticket.
  Duration LONGEST = Duration.ofMinutes(5);

  /// Makes a ticket with which `path` can be opened as `who` could, any number of times until it
  /// expires or the key of `who` is revoked. Refused when `who` could not open it now.
  ///
  /// @param stream what the path opens
  /// @param time at most [#LONGEST]
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Ticket> make(Principal who, Stream stream, String path, Duration time);

  /// What a path opens.
  sealed interface Stream {}

  /// A stream of a topic.
  record OfTopic(TopicName topic) implements Stream {}

  /// A stream of a subscription.
  record OfSubscription(SubscriptionId id) implements Stream {}

  /// A socket that carries many subscriptions: what is asked for over it is decided then.
  record OfSocket() implements Stream {}

  /// A watch of a bucket.
  record OfBucket(BucketName bucket) implements Stream {}

  /// A ticket.
  record Ticket(String token, Instant expiresAt) {
    /// Shows no token.
    @Override
    public String toString() {
      return "Ticket[redacted]";
    }
  }
}
