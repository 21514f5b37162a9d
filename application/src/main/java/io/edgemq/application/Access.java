package io.edgemq.application;

import io.edgemq.domain.JobId;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.util.Optional;

/// Decides who may do what, and makes the reference that says so: a reference is a permission.
/// Stores take references only, and no other class of this module makes one, so nothing reaches a
/// store unasked. A use case asks before it looks at a body or at what exists; a caller that is
/// refused learns nothing else.
///
/// A reference may name what does not exist. Today a caller may do everything within its own tenant
/// and nothing outside of it.
public final class Access {
  private final Gate gate;

  /// Access for every tenant.
  public Access() {
    this(_ -> Optional.empty());
  }

  /// Access for the tenants that `gate` lets through.
  Access(Gate gate) {
    this.gate = gate;
  }

  /// Says which tenants are served at all.
  @FunctionalInterface
  interface Gate {
    /// Why nothing is done for `tenant` now; empty when it is served.
    Optional<Refusal> objection(TenantId tenant);
  }

  /// To append messages to the topic.
  public Outcome<TopicRef> toPublish(Principal who, TopicName topic) {
    return topic(who, topic);
  }

  /// To read the topic's messages, page by page or as a stream.
  public Outcome<TopicRef> toRead(Principal who, TopicName topic) {
    return topic(who, topic);
  }

  /// To make a subscription that reads the topic.
  public Outcome<TopicRef> toSubscribe(Principal who, TopicName topic) {
    return topic(who, topic);
  }

  /// To see the topic's configuration and how much it holds.
  public Outcome<TopicRef> toDescribe(Principal who, TopicName topic) {
    return topic(who, topic);
  }

  /// To create, change or delete the topic.
  public Outcome<TopicRef> toManage(Principal who, TopicName topic) {
    return topic(who, topic);
  }

  /// To put messages into the queue.
  public Outcome<QueueRef> toSend(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To take messages out of the queue, or to give back what was taken.
  public Outcome<QueueRef> toReceive(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To end or extend leases of the queue's messages.
  public Outcome<QueueRef> toSettle(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To see the queue's configuration and how much it holds.
  public Outcome<QueueRef> toDescribe(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To create, change, purge or delete the queue.
  public Outcome<QueueRef> toManage(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To move the queue's messages elsewhere.
  public Outcome<QueueRef> toRedrive(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To have messages of other queues moved into the queue: as dead letters, or by a redrive.
  public Outcome<QueueRef> toMoveInto(Principal who, QueueName queue) {
    return queue(who, queue);
  }

  /// To read what the subscription delivers.
  public Outcome<SubscriptionRef> toRead(Principal who, SubscriptionId subscription) {
    return subscription(who, subscription);
  }

  /// To see the subscription and how far its readers are.
  public Outcome<SubscriptionRef> toDescribe(Principal who, SubscriptionId subscription) {
    return subscription(who, subscription);
  }

  /// To change, pause, resume, replay or delete the subscription.
  public Outcome<SubscriptionRef> toManage(Principal who, SubscriptionId subscription) {
    return subscription(who, subscription);
  }

  /// To see how far the job is; answers the tenant that the job must belong to.
  public Outcome<TenantId> toDescribe(Principal who, JobId job) {
    return allowed(who.tenant(), who.tenant());
  }

  /// To see which queues, topics and subscriptions there are; answers whose.
  public Outcome<TenantId> toList(Principal who) {
    return allowed(who.tenant(), who.tenant());
  }

  /// To read, on behalf of the tenant's `subscription`, the topic that it names. The maker of the
  /// subscription was allowed to; asked each time a stream of it is opened.
  public Outcome<TopicRef> toRead(TenantId tenant, Subscription subscription) {
    return allowed(tenant, new TopicRef(tenant, subscription.config().topic()));
  }

  /// To count, for the operator, what the tenant's `queue` holds. Operators see the queues of every
  /// tenant.
  public QueueRef toCount(TenantId tenant, Queue queue) {
    return new QueueRef(tenant, queue.name());
  }

  /// To take the next step of `job`: the source that it moves messages out of. Whoever began the
  /// job was allowed to; asked before each step.
  public Outcome<QueueRef> toMove(RedriveJob job) {
    return allowed(job.source().tenant(), job.source());
  }

  private Outcome<TopicRef> topic(Principal who, TopicName name) {
    return allowed(who.tenant(), new TopicRef(who.tenant(), name));
  }

  private Outcome<QueueRef> queue(Principal who, QueueName name) {
    return allowed(who.tenant(), new QueueRef(who.tenant(), name));
  }

  private Outcome<SubscriptionRef> subscription(Principal who, SubscriptionId id) {
    return allowed(who.tenant(), new SubscriptionRef(who.tenant(), id));
  }

  private <T> Outcome<T> allowed(TenantId tenant, T permission) {
    return gate.objection(tenant)
        .map(Outcome::<T>refused)
        .orElseGet(() -> Outcome.done(permission));
  }
}
