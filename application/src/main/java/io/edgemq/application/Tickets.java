package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Makes tickets for what their maker could open now.
public final class Tickets implements MakeTickets {
  private final Access access;
  private final Stores stores;
  private final TicketSigner signer;
  private final InstantSource clock;

  /// Where it is found what paths open.
  public record Stores(SubscriptionStore subscriptions, TopicLog log, BucketCatalog buckets) {}

  /// What tickets are made with.
  public record Tools(TicketSigner signer, InstantSource clock) {}

  public Tickets(Access access, Stores stores, Tools tools) {
    this.access = access;
    this.stores = stores;
    this.signer = tools.signer();
    this.clock = tools.clock();
  }

  @Override
  public Outcome<Ticket> make(Principal who, Stream stream, String path, Duration time) {
    if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a ticket is not good for " + time);
    }
    return opened(who, stream)
        .then(_ -> key(who))
        .then(key -> Outcome.done(ticket(key, path, end(who, time))));
  }

  private Outcome<Unit> opened(Principal who, Stream stream) {
    return switch (stream) {
      case OfTopic(var topic) -> ofTopic(who, topic);
      case OfSubscription(var id) -> ofSubscription(who, id);
      case OfBucket(var bucket) -> ofBucket(who, bucket);
      case OfSocket _ -> access.toSeeItself(who).then(_ -> Unit.done());
    };
  }

  private Outcome<Unit> ofTopic(Principal who, TopicName topic) {
    return access
        .toRead(who, topic, SubjectFilter.ALL)
        .then(
            part ->
                stores.log().bounds(part.topic()).isPresent()
                    ? Unit.done()
                    : Outcome.refused(new Refusal.NoSuchTopic(topic)));
  }

  private Outcome<Unit> ofSubscription(Principal who, SubscriptionId id) {
    return access
        .toRead(who, id)
        .then(
            ref ->
                stores
                    .subscriptions()
                    .find(ref.tenant(), id)
                    .map(found -> access.toSee(who, ref, found).then(_ -> Unit.done()))
                    .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription())));
  }

  private Outcome<Unit> ofBucket(Principal who, BucketName bucket) {
    return access
        .buckets()
        .toRead(who, bucket)
        .then(
            ref ->
                stores.buckets().find(ref).isPresent()
                    ? Unit.done()
                    : Outcome.refused(new Refusal.NoSuchBucket(bucket)));
  }

  private static Outcome<KeyRef> key(Principal who) {
    return who.key().map(Outcome::done).orElseGet(() -> Outcome.refused(new Refusal.KeyNeeded()));
  }

  /// A ticket does not outlive its key, and says so.
  private Instant end(Principal who, Duration time) {
    var end = clock.instant().plus(time);
    var most = who.expiresAt();
    return (most != null && most.isBefore(end) ? most : end).truncatedTo(ChronoUnit.MILLIS);
  }

  private Ticket ticket(KeyRef key, String path, Instant end) {
    return new Ticket(signer.sign(new TicketSigner.Content(key, end), path), end);
  }
}
