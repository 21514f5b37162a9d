package io.edgemq.application;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.JobId;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.Scope;
import io.edgemq.domain.ScopePattern;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.TenantStore;
import java.util.Optional;

/// Decides who may do what, and makes the reference that says so: a reference is a permission.
/// Stores take references only, and no other class of this module makes one, so nothing reaches a
/// store unasked. A use case asks before it looks at a body or at what exists; a caller that is
/// refused learns nothing else.
///
/// A reference may name what does not exist. A caller acts within its own tenant and as far as its
/// scopes reach (SPEC 7), while the tenant is served; who looks into a tenant for the operators
/// acts in a suspended one, too.
public final class Access {
  private final Gate gate;
  private final BucketAccess buckets = new BucketAccess(this);

  /// Access for every tenant, whatever stores say.
  public Access() {
    this(_ -> Optional.empty());
  }

  /// Access for the tenants that are served.
  public Access(TenantStore tenants) {
    this(tenant -> objection(tenants, tenant));
  }

  /// Access for the tenants that `gate` lets through.
  Access(Gate gate) {
    this.gate = gate;
  }

  private static Optional<Refusal> objection(TenantStore tenants, TenantId id) {
    return switch (tenants.find(id).map(Tenant::state).orElse(Tenant.State.DELETED)) {
      case ACTIVE -> Optional.empty();
      case SUSPENDED -> Optional.of(new Refusal.TenantSuspended());
      case DELETED -> Optional.of(new Refusal.NoSuchTenant());
    };
  }

  /// Says which tenants are served at all.
  @FunctionalInterface
  interface Gate {
    /// Why nothing is done for `tenant` now; empty when it is served.
    Optional<Refusal> objection(TenantId tenant);
  }

  /// Part of a topic.
  ///
  /// @param filter the messages that may be read
  public record Part(TopicRef topic, SubjectFilter filter) {}

  /// To work with buckets.
  BucketAccess buckets() {
    return buckets;
  }

  /// Whether anything is done for `tenant` now.
  boolean serves(TenantId tenant) {
    return gate.objection(tenant).isEmpty();
  }

  /// Why nothing is done for `who`, whatever it asks for; empty when its tenant is served.
  Optional<Refusal> objection(Principal who) {
    return gate.objection(who.tenant())
        .filter(why -> !(why instanceof Refusal.TenantSuspended && who.passesSuspension()));
  }

  /// To see who it is itself, and to make a ticket; answers its tenant.
  public Outcome<TenantId> toSeeItself(Principal who) {
    return served(who).then(_ -> Outcome.done(who.tenant()));
  }

  /// To see, make and revoke the tenant's keys, and to see its audit; answers whose.
  public Outcome<TenantId> toManageKeys(Principal who) {
    return manager(who).then(_ -> Outcome.done(who.tenant()));
  }

  /// To create something of which only the body says what.
  public Outcome<Unit> toCreate(Principal who) {
    return manager(who);
  }

  /// To append a message with that subject to the topic.
  public Outcome<TopicRef> toPublish(Principal who, TopicName topic, Subject subject) {
    return served(who)
        .then(_ -> permitted(who.scopes().publishes(subject), Scope.PUBLISH, subject.value()))
        .then(_ -> notSystem(new TopicRef(who.tenant(), topic)));
  }

  /// To append messages to the topic, each of which is asked for with [#toPublish] besides.
  public Outcome<TopicRef> toPublishSome(Principal who, TopicName topic) {
    return served(who)
        .then(_ -> permitted(who.scopes().publishesTo(topic), Scope.PUBLISH, topic.value()))
        .then(_ -> notSystem(new TopicRef(who.tenant(), topic)));
  }

  /// To read messages of the topic, page by page or as a stream. Without a condition the caller
  /// gets what it may read; a condition that reaches beyond that is refused.
  public Outcome<Part> toRead(Principal who, TopicName topic, SubjectFilter asked) {
    return served(who)
        .then(
            _ ->
                switch (asked) {
                  case SubjectFilter.All _ -> readable(who, topic, asked);
                  case SubjectFilter.Matching(var pattern) ->
                      permitted(
                              !pattern.topic().equals(topic) || who.scopes().subscribes(pattern),
                              Scope.SUBSCRIBE,
                              pattern.value())
                          .then(_ -> readable(who, topic, asked));
                  case SubjectFilter.AnyOf _ -> readable(who, topic, asked);
                });
  }

  /// A pattern of another topic matches nothing, and is no part of what may be read.
  private static Outcome<Part> readable(Principal who, TopicName topic, SubjectFilter asked) {
    return who.scopes()
        .readable(topic, asked)
        .or(() -> strange(who, topic, asked))
        .map(filter -> Outcome.done(new Part(new TopicRef(who.tenant(), topic), filter)))
        .orElseGet(() -> missing(Scope.SUBSCRIBE + topic.value() + ".>"));
  }

  private static Optional<SubjectFilter> strange(
      Principal who, TopicName topic, SubjectFilter asked) {
    return who.scopes().subscribed(topic).isEmpty() ? Optional.empty() : Optional.of(asked);
  }

  /// To make a subscription.
  public Outcome<TopicRef> toSubscribe(Principal who, SubscriptionConfig config) {
    return manager(who)
        .then(_ -> reads(who, config))
        .then(_ -> Outcome.done(new TopicRef(who.tenant(), config.topic())));
  }

  /// To see the topic's configuration and how much it holds.
  public Outcome<TopicRef> toDescribe(Principal who, TopicName topic) {
    return served(who)
        .then(_ -> permitted(mayDescribe(who, topic), Scope.SUBSCRIBE, topic.value() + ".>"))
        .then(_ -> Outcome.done(new TopicRef(who.tenant(), topic)));
  }

  /// Whether it may see the topic's configuration, if it may see anything.
  boolean mayDescribe(Principal who, TopicName topic) {
    return who.scopes().manages() || who.scopes().names(topic);
  }

  /// To create, change or delete the topic.
  public Outcome<TopicRef> toManage(Principal who, TopicName topic) {
    return manager(who).then(_ -> notSystem(new TopicRef(who.tenant(), topic)));
  }

  private static Outcome<TopicRef> notSystem(TopicRef topic) {
    return topic.name().isSystem()
        ? Outcome.refused(new Refusal.SystemTopic(topic.name()))
        : Outcome.done(topic);
  }

  /// To put messages into the queue.
  public Outcome<QueueRef> toSend(Principal who, QueueName queue) {
    return worker(who, queue);
  }

  /// To take messages out of the queue, or to give back what was taken.
  public Outcome<QueueRef> toReceive(Principal who, QueueName queue) {
    return worker(who, queue);
  }

  /// To end or extend leases of the queue's messages.
  public Outcome<QueueRef> toSettle(Principal who, QueueName queue) {
    return worker(who, queue);
  }

  private Outcome<QueueRef> worker(Principal who, QueueName queue) {
    return served(who)
        .then(_ -> permitted(who.scopes().covers(queue), Scope.QUEUE, queue.value()))
        .then(_ -> Outcome.done(new QueueRef(who.tenant(), queue)));
  }

  /// To see the queue's configuration and how much it holds.
  public Outcome<QueueRef> toDescribe(Principal who, QueueName queue) {
    return served(who)
        .then(_ -> permitted(mayDescribe(who, queue), Scope.QUEUE, queue.value()))
        .then(_ -> Outcome.done(new QueueRef(who.tenant(), queue)));
  }

  /// Whether it may see the queue's configuration, if it may see anything.
  boolean mayDescribe(Principal who, QueueName queue) {
    return who.scopes().manages() || who.scopes().covers(queue);
  }

  /// To create, change, purge or delete the queue.
  public Outcome<QueueRef> toManage(Principal who, QueueName queue) {
    return manager(who).then(_ -> Outcome.done(new QueueRef(who.tenant(), queue)));
  }

  /// To move the queue's messages elsewhere.
  public Outcome<QueueRef> toRedrive(Principal who, QueueName queue) {
    return toManage(who, queue);
  }

  /// To have messages of other queues moved into the queue: as dead letters, or by a redrive.
  public Outcome<QueueRef> toMoveInto(Principal who, QueueName queue) {
    return toManage(who, queue);
  }

  /// To look for a subscription in order to read what it delivers, or to see it. What of it may be
  /// seen is asked for with [#toSee] once it is known.
  public Outcome<SubscriptionRef> toRead(Principal who, SubscriptionId subscription) {
    return served(who)
        .then(_ -> permitted(readsSomething(who), Scope.SUBSCRIBE, ">"))
        .then(_ -> Outcome.done(new SubscriptionRef(who.tenant(), subscription)));
  }

  private static boolean readsSomething(Principal who) {
    return who.scopes().all().stream().anyMatch(Scope.Subscribe.class::isInstance);
  }

  /// What the caller may see of what the subscription delivers. Refused when that is nothing.
  public Outcome<Part> toSee(Principal who, SubscriptionRef ref, Subscription subscription) {
    var config = subscription.config();
    var topic = new TopicRef(ref.tenant(), config.topic());
    return seen(who, subscription)
        .map(filter -> Outcome.done(new Part(topic, filter)))
        .orElseGet(() -> missing(Scope.SUBSCRIBE + text(config)));
  }

  /// Which of its messages the caller may see; empty when none.
  static Optional<SubjectFilter> seen(Principal who, Subscription subscription) {
    var config = subscription.config();
    return who.scopes().readable(config.topic(), config.filter());
  }

  /// Whether it may see the subscription, if it may see anything.
  boolean mayDescribe(Principal who, Subscription subscription) {
    return seen(who, subscription).isPresent();
  }

  /// To look for a subscription in order to change, pause, resume, replay or delete it. Whether it
  /// may is asked for with [#toChange] once it is known.
  public Outcome<SubscriptionRef> toManage(Principal who, SubscriptionId subscription) {
    return manager(who)
        .then(_ -> permitted(readsSomething(who), Scope.SUBSCRIBE, ">"))
        .then(_ -> Outcome.done(new SubscriptionRef(who.tenant(), subscription)));
  }

  /// To change a subscription that is, or is to be, configured so.
  public Outcome<Unit> toChange(Principal who, SubscriptionConfig config) {
    return manager(who).then(_ -> reads(who, config));
  }

  /// Whoever has messages delivered could read them all, and could put them into its queue.
  private static Outcome<Unit> reads(Principal who, SubscriptionConfig config) {
    return permitted(
            who.scopes().subscribes(config.topic(), config.filter()), Scope.SUBSCRIBE, text(config))
        .then(
            _ ->
                switch (config.delivery()) {
                  case DeliveryType.Sse _, DeliveryType.HttpPush _ -> Unit.done();
                  case DeliveryType.ToQueue(var queue) ->
                      permitted(who.scopes().covers(queue), Scope.QUEUE, queue.value());
                });
  }

  private static String text(SubscriptionConfig config) {
    return config.filter() instanceof SubjectFilter.Matching(Pattern pattern)
        ? pattern.value()
        : config.topic().value() + ".>";
  }

  /// To look for a job. Whether it may see it is asked for with [#mayDescribe] of its queue.
  public Outcome<TenantId> toDescribe(Principal who, JobId job) {
    boolean works = who.scopes().all().stream().anyMatch(Scope.OfQueue.class::isInstance);
    return served(who)
        .then(_ -> permitted(works || who.scopes().manages(), Scope.MANAGE, ""))
        .then(_ -> Outcome.done(who.tenant()));
  }

  /// To see which queues, topics and subscriptions there are; answers whose. Of each it is asked
  /// besides whether it may be seen.
  public Outcome<TenantId> toList(Principal who) {
    return served(who).then(_ -> Outcome.done(who.tenant()));
  }

  /// To read, on behalf of the tenant's `subscription`, the topic that it names. The maker of the
  /// subscription was allowed to; asked each time a stream of it is opened.
  public Outcome<TopicRef> toRead(TenantId tenant, Subscription subscription) {
    return served(tenant, new TopicRef(tenant, subscription.config().topic()));
  }

  /// To tell the tenant what becomes of its subscriptions: the topic that such events are appended
  /// to. They are told whether the tenant is served or not, so that it finds them later.
  public TopicRef toTell(TenantId tenant) {
    return new TopicRef(tenant, TopicName.EVENTS);
  }

  /// To have the topic told of the writes to a bucket of the tenant. Whoever wanted that was asked
  /// with [BucketAccess#toTell].
  TopicRef toTell(TenantId tenant, TopicName topic) {
    return new TopicRef(tenant, topic);
  }

  /// To put messages into the queue on behalf of a subscription of the tenant, and to see whether
  /// the queue is there. The maker of the subscription was allowed to; asked before each part.
  public Outcome<QueueRef> toForward(TenantId tenant, QueueName queue) {
    return served(tenant, new QueueRef(tenant, queue));
  }

  /// To tell a topic what was written to a bucket that has this change stream. The maker of the
  /// mapping was allowed to; asked before each part.
  Outcome<TopicRef> toFollow(ChangeStream mapping, TopicName topic) {
    var tenant = mapping.bucket().tenant();
    return served(tenant, new TopicRef(tenant, topic));
  }

  /// To see and remove the tenant's ingests; answers whose.
  public Outcome<TenantId> toManageIngests(Principal who) {
    return manager(who).then(_ -> Outcome.done(who.tenant()));
  }

  /// To make an ingest that puts messages into the queue.
  public Outcome<QueueRef> toMakeIngest(Principal who, IngestTarget.ToQueue target) {
    return manager(who).then(_ -> toSend(who, target.queue()));
  }

  /// To make an ingest that appends messages to the topic: with every subject that may come.
  public Outcome<TopicRef> toMakeIngest(
      Principal who, IngestTarget.ToTopic target, SubjectSource subject) {
    var topic = target.topic();
    return manager(who)
        .then(
            _ ->
                switch (subject) {
                  case SubjectSource.Nothing _ -> toPublish(who, topic, Subject.of(topic));
                  case SubjectSource.FromHeader _,
                      SubjectSource.FromPointer _,
                      SubjectSource.FromPath _ ->
                      toPublishBelow(who, topic);
                });
  }

  /// To append messages with every subject below the topic's own.
  Outcome<TopicRef> toPublishBelow(Principal who, TopicName topic) {
    var below = new Scope.Publish(new ScopePattern(topic.value() + ".>"));
    return permitted(who.scopes().covers(below), below.text(), "")
        .then(_ -> notSystem(new TopicRef(who.tenant(), topic)));
  }

  /// To put into the queue what was posted to `ingest`, which there is. Its maker was allowed to;
  /// asked for each message.
  public Outcome<QueueRef> toIngest(Ingest ingest, IngestTarget.ToQueue target) {
    return served(ingest.tenant(), new QueueRef(ingest.tenant(), target.queue()));
  }

  /// To append to the topic what was posted to `ingest`. As the other.
  public Outcome<TopicRef> toIngest(Ingest ingest, IngestTarget.ToTopic target) {
    return served(ingest.tenant(), new TopicRef(ingest.tenant(), target.topic()));
  }

  /// To count, for the operator, what the tenant's `queue` holds. Operators see the queues of every
  /// tenant.
  public QueueRef toCount(TenantId tenant, Queue queue) {
    return new QueueRef(tenant, queue.name());
  }

  /// To take the next step of `job`: the source that it moves messages out of. Whoever began the
  /// job was allowed to; asked before each step.
  public Outcome<QueueRef> toMove(RedriveJob job) {
    return served(job.source().tenant(), job.source());
  }

  /// To have a topic of the tenant told of something, for an operator. Operators see the topics of
  /// every tenant.
  Outcome<TopicRef> toMap(TenantId tenant, TopicName topic) {
    return notSystem(new TopicRef(tenant, topic));
  }

  /// To remove a queue of a tenant that was deleted.
  QueueRef toRemove(TenantId deleted, QueueName queue) {
    return new QueueRef(deleted, queue);
  }

  /// To remove a topic of a tenant that was deleted.
  TopicRef toRemove(TenantId deleted, TopicName topic) {
    return new TopicRef(deleted, topic);
  }

  Outcome<Unit> manager(Principal who) {
    return served(who).then(_ -> permitted(who.scopes().manages(), Scope.MANAGE, ""));
  }

  /// Refused with the scope of that `kind` for `what`.
  static Outcome<Unit> permitted(boolean isPermitted, String kind, String what) {
    return isPermitted ? Unit.done() : missing(kind + what);
  }

  private static <T> Outcome<T> missing(String scope) {
    return Outcome.refused(new Refusal.InsufficientScope(scope));
  }

  Outcome<Unit> served(Principal who) {
    return objection(who).map(Outcome::<Unit>refused).orElseGet(Unit::done);
  }

  private <T> Outcome<T> served(TenantId tenant, T permission) {
    return gate.objection(tenant)
        .map(Outcome::<T>refused)
        .orElseGet(() -> Outcome.done(permission));
  }
}
