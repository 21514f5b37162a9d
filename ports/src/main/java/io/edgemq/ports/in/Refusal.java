package io.edgemq.ports.in;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.TopicName;

/// Why something that a caller asked for was not done: the caller's to mend, never an outage. What
/// each means in HTTP is decided in one place of adapters-http.
public sealed interface Refusal {
  /// There is no such queue.
  record NoSuchQueue(QueueName name) implements Refusal {}

  /// There is no such topic.
  record NoSuchTopic(TopicName name) implements Refusal {}

  /// There is no such subscription.
  record NoSuchSubscription() implements Refusal {}

  /// There is no such job.
  record NoSuchJob() implements Refusal {}

  /// Something of that name exists with another configuration.
  ///
  /// @param kind `queue`, `topic` or `subscription`
  record AlreadyExists(String kind, String name) implements Refusal {}

  /// The dead-letter queue is unknown, or is the queue itself.
  record NoDeadLetterQueue(QueueName name) implements Refusal {}

  /// A message can not be rejected: its queue has no dead-letter queue.
  record NothingToRejectTo() implements Refusal {}

  /// The queue takes the dead letters of another one and stays as long as it does.
  record QueueInUse(QueueName by) implements Refusal {}

  /// A payload is larger than its limit, both in bytes.
  record MessageTooLarge(long size, long limit) implements Refusal {}

  /// The attributes of a message are larger than the limit, both in bytes.
  record AttributesTooLarge(long size, long limit) implements Refusal {}

  /// An attribute has a name that only the server may set.
  record ReservedAttribute(String name) implements Refusal {}

  /// A value lies outside its range.
  ///
  /// @param field its name in JSON
  /// @param detail what it may be
  record OutOfRange(String field, String detail) implements Refusal {}

  /// Values that do not go together, or can not be changed.
  record Unprocessable(String code, String detail) implements Refusal {}

  /// The store has no place for a queue or topic as its placement asks.
  ///
  /// @param missing what it lacks
  record Unplaceable(String missing) implements Refusal {}

  /// Others changed the same thing again and again meanwhile; the change may be asked for again.
  record Contended() implements Refusal {}

  /// The receipt is malformed, or was given out for another queue or tenant.
  record ReceiptInvalid() implements Refusal {}

  /// The receipt's message was handed out again, or its lease was given back or replaced.
  record ReceiptStale() implements Refusal {}

  /// The subject belongs to another topic than the one published to.
  record SubjectOfAnotherTopic(TopicName topic) implements Refusal {}

  /// The process serves as many streams as it may.
  record TooManyStreams(int limit) implements Refusal {}

  /// The process is going down and takes no new work.
  record Draining() implements Refusal {}
}
