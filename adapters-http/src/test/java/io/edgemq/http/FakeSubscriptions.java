package io.edgemq.http;

import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Slice;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.in.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One subscription, and streams that carry what a test puts into them.
final class FakeSubscriptions implements ManageSubscriptions, OpenStreams {
  static final SubscriptionId ID = new SubscriptionId("sub_" + "b".repeat(24));

  final BlockingQueue<StreamItem> items = new LinkedBlockingQueue<>();
  final CountDownLatch closed = new CountDownLatch(1);
  static final SigningSecret MADE =
      new SigningSecret("made-" + "s".repeat(38), SigningSecret.Origin.MADE);

  @Nullable Subscription subscription;
  @Nullable Wish wished;
  @Nullable Secret said;
  Lag lag = new Lag(7, false);
  @Nullable Delivery delivery;
  @Nullable Cursor cursor;
  @Nullable SlowPolicy slow;
  @Nullable SubjectFilter filter;
  @Nullable Refusal refusal;
  volatile @Nullable Room room;
  @Nullable RuntimeException failure;
  @Nullable RuntimeException streamFailure;

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return Unit.done();
  }

  @Override
  public Outcome<Unit> mayChange(Principal who, SubscriptionId id) {
    return Unit.done();
  }

  @Override
  public Outcome<Creation<Subscription>> create(Principal who, Wish wish) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    wished = wish;
    var made = Subscription.active(ID, wish.config(), FakeQueues.BORN, push(wish));
    boolean fresh = subscription == null;
    subscription = made;
    return Outcome.done(fresh ? new Creation.Created<>(made) : new Creation.Existing<>(made));
  }

  private static Optional<PushState> push(Wish wish) {
    var secret =
        switch (wish.secret()) {
          case Given(var given) -> given;
          case Unsaid _ -> MADE;
        };
    return wish.config().delivery() instanceof DeliveryType.HttpPush
        ? Optional.of(new PushState(SigningSecrets.of(secret), 1, 0))
        : Optional.empty();
  }

  @Override
  public Outcome<Description> describe(Principal who, SubscriptionId id) {
    return find(id).then(each -> Outcome.done(new Description(each, 2, lag, 1, delivery)));
  }

  @Override
  public Outcome<Slice<Subscription>> list(Principal who, Paging paging) {
    List<Subscription> all = subscription == null ? List.of() : List.of(subscription);
    return Outcome.done(new Slice<>(all, null));
  }

  @Override
  public Outcome<Subscription> change(
      Principal who, SubscriptionId id, ConfigChange<SubscriptionConfig> change, Secret secret) {
    said = secret;
    return find(id)
        .then(each -> change.apply(each.config()).then(config -> changed(each.with(config))));
  }

  private Outcome<Subscription> changed(Subscription to) {
    subscription = to;
    return Outcome.done(to);
  }

  @Override
  public Outcome<Unit> delete(Principal who, SubscriptionId id) {
    return find(id).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Subscription> pause(Principal who, SubscriptionId id) {
    return find(id).then(each -> Outcome.done(each.with(SubscriptionState.PAUSED)));
  }

  @Override
  public Outcome<Subscription> resume(Principal who, SubscriptionId id) {
    return find(id).then(each -> Outcome.done(each.with(SubscriptionState.ACTIVE)));
  }

  @Override
  public Outcome<Subscription> resume(Principal who, SubscriptionId id, Start from) {
    return replay(who, id, from);
  }

  @Override
  public Outcome<Subscription> replay(Principal who, SubscriptionId id, Start from) {
    return find(id).then(each -> Outcome.done(each.with(each.config().startingAt(from))));
  }

  /// The subscription, which must have been made.
  Subscription there() {
    return Objects.requireNonNull(subscription);
  }

  private Outcome<Subscription> find(SubscriptionId id) {
    return subscription == null || !id.equals(ID)
        ? Outcome.refused(new Refusal.NoSuchSubscription())
        : Outcome.done(subscription);
  }

  @Override
  public Outcome<MessageStream> ofSubscription(Principal who, SubscriptionId id, StreamWish wish) {
    cursor = wish.cursor();
    slow = wish.slow();
    return open();
  }

  @Override
  public Outcome<MessageStream> ofTopic(
      Principal who, TopicName topic, SubjectFilter wanted, StreamWish wish) {
    cursor = wish.cursor();
    slow = wish.slow();
    filter = wanted;
    return open();
  }

  private Outcome<MessageStream> open() {
    if (failure != null) {
      throw failure;
    }
    return refusal == null ? Outcome.done(new Stream()) : Outcome.refused(refusal);
  }

  private final class Stream implements MessageStream {
    @Override
    public void keepIn(Room other) {
      room = other;
    }

    @Override
    public List<StreamItem> next(Duration wait) throws InterruptedException {
      if (streamFailure != null) {
        throw streamFailure;
      }
      var first = items.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (first == null) {
        return List.of();
      }
      var all = new ArrayList<StreamItem>();
      all.add(first);
      items.drainTo(all);
      return all;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
