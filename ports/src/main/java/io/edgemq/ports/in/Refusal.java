package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Placement;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Range;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.domain.kv.KvKey;
import java.time.Duration;
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

  /// There is no such bucket.
  record NoSuchBucket(BucketName name) implements Refusal {}

  /// A bucket of that name exists with another configuration.
  record BucketExists(BucketName name) implements Refusal {}

  /// The key has no value.
  record NoSuchKeyValue(KvKey key) implements Refusal {}

  /// The revision is of another key or a marker, or is not kept any more.
  record NoSuchRevision(long revision) implements Refusal {}

  /// The condition of a write does not hold.
  record RevisionMismatch() implements Refusal {}

  /// The value is no integer, so nothing can be added to it.
  record NotACounter() implements Refusal {}

  /// The sum is beyond 64 bits.
  record CounterOverflow() implements Refusal {}

  /// The bucket has as many bytes as it may.
  record BucketFull(BucketName name, long maxBytes) implements Refusal {}

  /// The write came through too many change streams: it seems to cause itself.
  record ChangeStreamLoop(int hops, int most) implements Refusal {}

  /// The store of this process knows no buckets of other products.
  record NoForeignBuckets() implements Refusal {}

  /// There is no such change stream.
  record NoSuchChangeStream() implements Refusal {}

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
    SUBSCRIPTION_DELIVERY,
    /// Into which queue a subscription's messages are put.
    SUBSCRIPTION_QUEUE,
    /// Into how many lanes a subscription's deliveries are divided.
    PUSH_LANES,
    /// What a subscription's messages look like when they are pushed.
    PUSH_FORMAT
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

  /// The topic is the server's own: it can only be read.
  record SystemTopic(TopicName name) implements Refusal {}

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

  /// The caller's key may not do this.
  ///
  /// @param missing the text of a scope that permits it
  record InsufficientScope(String missing) implements Refusal {}

  /// The tenant is suspended.
  record TenantSuspended() implements Refusal {}

  /// There is no such tenant.
  record NoSuchTenant() implements Refusal {}

  /// There is no such key, or it was revoked already.
  record NoSuchKey() implements Refusal {}

  /// There never was such an invite.
  record NoSuchInvite() implements Refusal {}

  /// The invite was used, taken back, or has expired.
  record InviteGone() implements Refusal {}

  /// There is no such request for an invite.
  record NoSuchInviteRequest() implements Refusal {}

  /// Operators have decided about the request before, otherwise.
  record AlreadyDecided(InviteRequest.Status before) implements Refusal {}

  /// The path is none that a ticket can be for.
  record NoStreamPath() implements Refusal {}

  /// Only a tenant's own key can do this: not an operator who acts for the tenant.
  record KeyNeeded() implements Refusal {}

  /// A key must expire later than now, and a support key at some time.
  record ExpiryRefused() implements Refusal {}

  /// The tenant has no issuer of that name.
  record NoSuchIssuer() implements Refusal {}

  /// The tenant has an issuer of that name, with another configuration.
  record IssuerExists(String name) implements Refusal {}

  /// A tenant or the operator trusts the same issuer for the same audience already.
  record IssuerTaken() implements Refusal {}

  /// There is no such ingest.
  record NoSuchIngest() implements Refusal {}

  /// The queue or topic of an ingest is gone. Which one it was is not told to whoever posts.
  record NoIngestTarget() implements Refusal {}

  /// The tenant has as many issuers as it may.
  record TooManyIssuers(int most) implements Refusal {}

  /// The tenant has as many ingests as it may.
  record TooManyIngests(int most) implements Refusal {}

  /// The tenant has an ingest of that name, with another configuration.
  record IngestExists(String name) implements Refusal {}

  /// Whoever posts to an ingest does not show what its rule wants.
  record IngestDenied() implements Refusal {}

  /// A page of an origin that is not listed has posted to an ingest.
  record OriginNotAllowed() implements Refusal {}

  /// What an ingest takes the subject from gives none.
  ///
  /// @param complaint worded to follow "subject"
  record NoSubject(String complaint) implements Refusal {}

  /// The tenant has as much of `kind` as it may.
  ///
  /// @param most how much that is
  record QuotaExceeded(QuotaKind kind, long most) implements Refusal {}

  /// Too many messages have come within this second.
  ///
  /// @param account whose rate it is
  /// @param most how many may come in a second
  /// @param left how many more may come in this one
  /// @param after the time until as many may come again; null: a batch has more than may come in
  /// any second
  record RateExceeded(RateAccount account, long most, long left, @Nullable Duration after)
      implements Refusal {}

  /// Whose rate is exceeded.
  enum RateAccount {
    /// The tenant's.
    TENANT,
    /// The key's own.
    KEY
  }

  /// A key must not be allowed more messages in a second than the one that makes it.
  record RateRefused(long most) implements Refusal {}

  /// There is no database of the control plane that could be copied.
  record NothingToBackUp() implements Refusal {}
}
