package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.BoundlessRoom;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.TopicLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One reader's stream. A live stream is fed through its mailbox by the topic's [TopicFeed]; when
/// that overflows, its reader is slow, and is treated as it wished. A stream that is behind reads
/// the log at its own pace, and goes live when it reaches the end.
///
/// The reader's thread calls [#next], any thread the rest; the mailbox guards what they share.
final class LiveStream implements MessageStream, StreamPlaces.OpenStream {
  private static final Logger LOG = System.getLogger(LiveStream.class.getName());

  private final StreamScope scope;
  private final TopicRef topic;
  private final Principal principal;
  private final Expiry expiry;
  private final Mailbox mailbox;
  private final Steering steering;
  private final LogReading reading;
  private final FeedPlace place;
  private final StreamWish wish;
  private final ReaderProgress progress;
  private Room room = new BoundlessRoom();
  private Held inHand = new Held();
  private volatile SubjectFilter filter;
  private boolean finished;

  /// What a stream reads for whom, and how.
  record Request(Principal principal, TopicRef topic, SubjectFilter filter, StreamWish wish) {}

  LiveStream(StreamScope scope, Request request, TopicLog.Position position) {
    this.scope = scope;
    this.topic = request.topic();
    this.principal = request.principal();
    this.expiry = new Expiry(principal.expiresAt(), scope.clock());
    this.progress = new ReaderProgress(scope.traffic(), principal.tenant());
    this.filter = request.filter();
    this.mailbox = new Mailbox(position.sequence());
    this.steering = new Steering(mailbox::signal);
    this.wish = request.wish();
    this.reading = new LogReading(new CatchUp(scope.log(), topic, scope.catchingUp()), wish.slow());
    this.place = new FeedPlace(scope.feeds(), topic);
    begin(position);
  }

  private void begin(TopicLog.Position position) {
    var bounds = position.bounds();
    long due = position.sequence();
    mailbox.restart(bounds.resume(due));
    if (bounds.hasGapBefore(due)) {
      mailbox.tell(new StreamItem.Gap(due, bounds.first(), bounds.last()));
    }
  }

  @Override
  public void keepIn(Room other) {
    room = other;
    mailbox.keepIn(other);
  }

  @Override
  public List<StreamItem> next(Duration wait) throws InterruptedException {
    inHand.release();
    if (finished) {
      return List.of();
    }
    try {
      return progress.got(await(System.nanoTime() + wait.toNanos()));
    } catch (StoreException outage) {
      if (Thread.interrupted()) { // the store's clients have no other way to say so
        throw new InterruptedException("while it read");
      }
      LOG.log(Level.WARNING, "a stream lost its store", outage);
      return finish(StreamItem.Reason.UNAVAILABLE);
    }
  }

  private List<StreamItem> await(long deadline) throws InterruptedException {
    while (true) {
      var reason = endReason();
      if (reason != null) {
        return finish(reason);
      }
      var rewind = steering.takeRewind();
      if (rewind != null) {
        rewind(rewind);
      }
      if (steering.isPaused() && scope.log().bounds(topic).isEmpty()) {
        return finish(StreamItem.Reason.DELETED);
      }
      var items = steering.isPaused() ? List.<StreamItem>of() : advance(deadline);
      if (!items.isEmpty()) {
        reason = finished ? null : endReason();
        return reason == null ? items : finish(reason);
      }
      if (steering.isPaused()) {
        reading.drop(); // its room is for others meanwhile; it is read again
      }
      if (!mailbox.awaitSignal(expiry.orBefore(deadline))) {
        return expiry.isOver() ? finish(StreamItem.Reason.EXPIRED) : passed();
      }
    }
  }

  private StreamItem.@Nullable Reason endReason() {
    return expiry.isOver() ? StreamItem.Reason.EXPIRED : steering.endReason();
  }

  /// What there is now: mail or, when the stream is behind, a part of the log. Empty when the
  /// stream is live and has read everything, when others want something of it, or when no wanted
  /// message was found up to `deadline`. A reader that has caught up over what it did not want is
  /// told so at once.
  private List<StreamItem> advance(long deadline) throws InterruptedException {
    long behindAt = Long.MAX_VALUE;
    do {
      switch (mailbox.take()) {
        case Mail mail -> {
          inHand = mail.held();
          return mail.items();
        }
        case Taken.Live _ -> {
          return position() > behindAt ? passed() : List.of();
        }
        case Taken.Behind behind -> {
          behindAt = Math.min(behindAt, behind.cursor());
          var page = readOn(behind);
          if (!page.isEmpty()) {
            return page;
          }
        }
      }
    } while (System.nanoTime() < deadline && endReason() == null && !steering.isPaused());
    return List.of();
  }

  private List<StreamItem> passed() {
    return mailbox.hasNews() ? List.of() : progress.passed(position() - 1);
  }

  /// Goes live if it can; if not, reads a part of the log. One whose reader is slow ends, or reads
  /// the latest only before it goes live, where that was wished for.
  private List<StreamItem> readOn(Taken.Behind behind) throws InterruptedException {
    var feed = place.current();
    if (feed == null) {
      return finish(StreamItem.Reason.DELETED);
    }
    if (behind.pace() == Taken.Pace.SLOW && wish.slow() == SlowPolicy.DISCONNECT) {
      return finish(StreamItem.Reason.TOO_SLOW);
    }
    long end = feed.position();
    var gap = reading.gapBeyond(end, behind);
    if (gap.isPresent()) {
      mailbox.moveCursor(gap.get().lastBefore() + 1);
      return List.of(gap.get());
    }
    if (reading.mayJoin(end, behind) && place.join(this, behind.cursor())) {
      return List.of();
    }
    return take(reading.read(behind, filter, room));
  }

  private List<StreamItem> take(CatchUp.Part part) {
    return switch (part) {
      case CatchUp.Gone _ -> finish(StreamItem.Reason.DELETED);
      case CatchUp.Overdue _ -> finish(StreamItem.Reason.OVERLOADED);
      case CatchUp.Waiting _ -> List.of();
      case CatchUp.Page page -> {
        inHand = page.held();
        place.movedOn();
        mailbox.moveCursor(page.next());
        yield page.items();
      }
    };
  }

  private void rewind(Start start) {
    place.leave(this);
    reading.drop();
    // When the topic was removed, nothing is fed any more.
    scope
        .log()
        .locate(topic, start, filter)
        .ifPresentOrElse(this::begin, () -> mailbox.fallBehind(0));
  }

  private List<StreamItem> finish(StreamItem.Reason reason) {
    finished = true;
    return List.of(new StreamItem.Closed(reason, scope.jitter().get()));
  }

  /// Offers messages that the feed has read and the reader wants. Answers whether the next ones are
  /// to be offered. A reader that is paused is not slow: it leaves before its mailbox fills.
  boolean offer(List<StreamItem.Event> wanted) {
    if (steering.isPaused()) {
      mailbox.fallBehind(wanted.getFirst().message().message().sequence());
      return false;
    }
    return switch (mailbox.offer(wanted)) {
      case KEPT, OVERFULL -> true;
      case BEHIND -> false;
      case TOO_MANY -> {
        scope.traffic().fellBehind(wish.slow());
        yield false;
      }
    };
  }

  @Override
  public void wakeWhenOverdue(long now) {
    mailbox.wakeWhenOverdue(now);
  }

  /// The feed takes this stream in, and hands it what is `due`, as its reader has asked. Answers
  /// whether it is live.
  boolean goLive(List<StreamItem.Event> due) {
    boolean live = mailbox.goLive(due);
    if (live) {
      reading.drop();
    }
    return live;
  }

  /// The feed cannot serve this stream any more; it was handed what it wants up to `next`.
  void fallBehind(long next) {
    mailbox.fallBehind(next);
  }

  @Override
  public boolean isToldOfShutdown() {
    return wish.carrier() == StreamWish.Carrier.CONNECTION;
  }

  @Override
  public void end(StreamItem.Reason reason) {
    steering.end(reason);
  }

  /// Steers the reader.
  Steering steering() {
    return steering;
  }

  /// From now on delivers the messages that `other` accepts.
  void filterBy(SubjectFilter other) {
    filter = other;
    place.file(this);
  }

  /// Which messages are delivered.
  SubjectFilter filter() {
    return filter;
  }

  /// The sequence of the reader's next message, wanted or not, as known without a look at the log.
  long position() {
    long fed = place.fed(); // known before the look: what came since may be in the mailbox
    return mailbox.oldest(fed);
  }

  /// How many messages wait in the mailbox.
  int waiting() {
    return mailbox.size();
  }

  /// The topic that is read.
  TopicRef topic() {
    return topic;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  @Override
  public void close() {
    finished = true;
    place.leave(this);
    mailbox.close();
    inHand.release();
    reading.drop();
    scope.onClose().accept(this);
  }
}
