package io.edgemq.ports.in;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Placement;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Range;
import io.edgemq.domain.TopicName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a call was not carried out. The caller can correct it; it is never an outage. A refusal
/// holds values and no words of a protocol: each protocol decides its codes and texts in one place
/// (ADR 0002).
public sealed interface Refusal {
  /// There is no such queue.
  record NoSuchQueue(QueueName name) implements Refusal {}

  /// There is no such topic.
  record NoSuchTopic(TopicName name) implements Refusal {}

  /// There is no such subscription.
  record NoSuchSubscription() implements Refusal {}

  /// There is no such job.
  record NoSuchJob() implements Refusal {}

  /// Something in the store that is not EdgeMQ's has what the queue or topic needs.
  ///
  /// @param words what the store says about it
  record SubjectsTaken(String words) implements Refusal {}

  /// A queue of that name exists with another configuration.
  record QueueExists(QueueName name) implements Refusal {}

  /// A topic of that name exists with another configuration.
  record TopicExists(TopicName name) implements Refusal {}

  /// A subscription of that name exists with another configuration.
  record SubscriptionExists(String name) implements Refusal {}

  /// The dead-letter queue does not exist.
  record NoDeadLetterQueue(QueueName name) implements Refusal {}

  /// A queue was to be its own dead-letter queue.
  record OwnDeadLetterQueue(QueueName name) implements Refusal {}

  /// A message cannot be rejected: its queue has no dead-letter queue.
  record NothingToRejectTo() implements Refusal {}

  /// The queue takes the dead letters of queue `by`; it cannot be deleted while it does.
  record QueueInUse(QueueName by) implements Refusal {}

  /// A payload is larger than its limit, both in bytes.
  record MessageTooLarge(long size, long limit) implements Refusal {}

  /// The attributes of a message are larger than their limit, both in bytes.
  record AttributesTooLarge(long size, long limit) implements Refusal {}

  /// An attribute has a name that only the server may set.
  record ReservedAttribute(String name) implements Refusal {}

  /// A value lies outside its range.
  ///
  /// @param limit which value
  /// @param allowed its range
  record OutOfRange(Limit limit, Range allowed) implements Refusal {}

  /// The name is kept for FIFO queues, and the queue is to be a standard one.
  record FifoName(QueueName name) implements Refusal {}

  /// A property was to be changed that stays as it was when its owner was created.
  record Immutable(FixedProperty property) implements Refusal {}

  /// What stays as it was created.
  enum FixedProperty {
    /// Whether a queue is a FIFO queue.
    QUEUE_TYPE,
    /// A subscription's name.
    SUBSCRIPTION_NAME,
    /// The topic that a subscription reads.
    SUBSCRIPTION_TOPIC,
    /// Where a subscription began.
    SUBSCRIPTION_START,
    /// How a subscription's messages reach their reader.
    SUBSCRIPTION_DELIVERY
  }

  /// Dead letters were to be moved from a queue to that same queue.
  record RedriveToItself(QueueName name) implements Refusal {}

  /// The store cannot place a queue or topic as it was asked to.
  ///
  /// @param asked the placement that cannot be had
  record Unplaceable(Placement asked) implements Refusal {}

  /// Others changed the same thing each time this change was tried; the caller may try again.
  record Contended() implements Refusal {}

  /// The receipt is malformed, or belongs to another queue or tenant.
  record ReceiptInvalid() implements Refusal {}

  /// The receipt settles nothing any more.
  record ReceiptStale(Staleness why) implements Refusal {}

  /// How a receipt came to settle nothing any more.
  enum Staleness {
    /// The message was handed out again.
    HANDED_OUT_AGAIN,
    /// The message was given back, and waits to be handed out again.
    GIVEN_BACK,
    /// The message has left the queue: it was acknowledged, purged or moved, or is past its
    /// retention.
    LEFT_THE_QUEUE
  }

  /// The subject belongs to `topic`, and the message was published to another one.
  record SubjectOfAnotherTopic(TopicName topic) implements Refusal {}

  /// The caller's key was revoked while the call was under way.
  record KeyRevoked() implements Refusal {}

  /// The caller's key has expired while the call was under way.
  record KeyExpired() implements Refusal {}

  /// The host of the URL is, or resolves to, an address that nothing is sent to.
  record UrlForbidden() implements Refusal {}

  /// A secret is being replaced; another one has to wait.
  ///
  /// @param until when the secret that was replaced no longer signs; null: the new one is staged
  /// and
  ///     was not promoted
  record RotationPending(@Nullable Instant until) implements Refusal {}

  /// No secret is staged.
  record NothingStaged() implements Refusal {}

  /// The subscription does not push, and has nothing of what pushing needs.
  record NotPush() implements Refusal {}

  /// The process serves as many streams as it may.
  record TooManyStreams(int limit) implements Refusal {}

  /// The process is shutting down and takes no new work.
  record Draining() implements Refusal {}
}
