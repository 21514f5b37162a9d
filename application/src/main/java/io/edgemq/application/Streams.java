package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// Opens streams, knows the open ones, and tells them of changes to their subscriptions.
public final class Streams implements OpenStreams {
  private final Access access;
  private final SubscriptionStore subscriptions;
  private final SubscribedStreams subscribed;
  private final TopicLog log;
  private final TopicFeeds feeds;
  private final StreamPlaces places;
  private final StreamScope scope;

  /// What streams work with.
  ///
  /// @param most how many streams the process serves at once
  /// @param random spreads the returns of readers whose stream was ended
  /// @param calls ends the streams of a key that is revoked
  /// @param quotas bound how many each tenant has open
  public record Tools(
      int most,
      Traffic traffic,
      InstantSource clock,
      RandomGenerator random,
      OpenCalls calls,
      TenantQuotas quotas) {
    /// Of tenants without quotas.
    public Tools(
        int most, Traffic traffic, InstantSource clock, RandomGenerator random, OpenCalls calls) {
      this(most, traffic, clock, random, calls, TenantQuotas.none());
    }
  }

  public Streams(Access access, SubscriptionStore subscriptions, TopicLog log, Tools tools) {
    this.access = access;
    this.subscriptions = subscriptions;
    this.subscribed = new SubscribedStreams(subscriptions);
    this.log = log;
    this.feeds = new TopicFeeds(log);
    this.places = new StreamPlaces(tools);
    this.scope =
        new StreamScope(
            log,
            feeds,
            new Semaphore(CatchUp.READERS),
            tools.clock(),
            tools.traffic(),
            places::jitter,
            this::closed);
  }

  @Override
  public Outcome<MessageStream> ofSubscription(Principal who, SubscriptionId id, StreamWish wish) {
    return access
        .toRead(who, id)
        .then(
            ref ->
                subscriptions
                    .find(ref.tenant(), id)
                    .map(subscription -> open(who, ref, subscription, wish))
                    .orElseGet(() -> Outcome.refused(new Refusal.NoSuchSubscription())));
  }

  private Outcome<MessageStream> open(
      Principal who, SubscriptionRef ref, Subscription subscription, StreamWish wish) {
    var config = subscription.config();
    return access
        .toSee(who, ref, subscription)
        .then(
            part ->
                open(
                    new LiveStream.Request(who, part.topic(), part.filter(), wish),
                    start(wish.cursor(), config.start())))
        .then(
            stream -> {
              follow(new SubscribedStream(stream, ref, subscription));
              return Outcome.done(stream);
            });
  }

  /// Nobody else would close a stream that its caller does not get.
  private void follow(SubscribedStream stream) {
    boolean follows = false;
    try {
      subscribed.add(stream);
      follows = true;
    } finally {
      if (!follows) {
        stream.stream().close();
      }
    }
  }

  @Override
  public Outcome<MessageStream> ofTopic(
      Principal who, TopicName topic, SubjectFilter filter, StreamWish wish) {
    return access
        .toRead(who, topic, filter)
        .then(
            part ->
                open(
                    new LiveStream.Request(who, part.topic(), part.filter(), wish),
                    start(wish.cursor(), Start.LATEST)))
        .then(Outcome::done);
  }

  private static Start start(Cursor cursor, Start otherwise) {
    return switch (cursor) {
      case Cursor.After(long sequence) -> new Start.AtSequence(sequence + 1);
      case Cursor.From(Start start) -> start;
      case Cursor.Default _ -> otherwise;
    };
  }

  private Outcome<LiveStream> open(LiveStream.Request request, Start start) {
    var objection = places.objection();
    if (objection.isPresent()) {
      return Outcome.refused(objection.get());
    }
    var position = log.locate(request.topic(), start, request.filter());
    if (position.isEmpty()) {
      return Outcome.refused(new Refusal.NoSuchTopic(request.topic().name()));
    }
    return places.open(
        request.principal(),
        () -> {
          feeds.retain(request.topic());
          return new LiveStream(scope, request, position.get());
        });
  }

  private void closed(LiveStream stream) {
    if (places.closed(stream)) {
      subscribed.remove(stream);
      feeds.release(stream.topic());
    }
  }

  /// Brings the streams of a subscription up to date; ends them when it was deleted.
  void refresh(SubscriptionRef subscription) {
    subscribed.refresh(subscription);
  }

  /// As [#refresh], for every subscription that has a stream here.
  void refreshAll() {
    subscribed.refreshAll();
  }

  /// The open streams of a subscription.
  List<LiveStream> of(SubscriptionRef subscription) {
    return subscribed.of(subscription);
  }

  /// Where streams of other things have their places beside these.
  public StreamPlaces places() {
    return places;
  }

  /// How many streams are open, watches of buckets among them.
  public int count() {
    return places.count();
  }

  /// Opens no more streams, and ends every one as `drain` says, so that its reader connects again
  /// elsewhere. Returns when all were told.
  public void drain(StreamDrain drain) {
    places.drain(drain);
  }
}
