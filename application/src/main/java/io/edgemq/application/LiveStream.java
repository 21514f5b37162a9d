package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.BoundlessRoom;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reader's stream. A live stream is fed through its mailbox by the topic's [TopicFeed]. A
/// stream that is behind reads the log at its own pace. A live stream falls behind when its mailbox
/// overflows; it goes live again when it reaches the end of the log.
///
/// The reader's own thread calls [#next]; any thread calls the rest. The mailbox guards what they
/// share.
final class LiveStream implements MessageStream, StreamPlaces.OpenStream {
  private static final Logger LOG = System.getLogger(LiveStream.class.getName());
  private static final long NOWHERE = -1;

  private final StreamScope scope;
  private final TopicRef topic;
  private final Principal principal;
  private final Expiry expiry;
  private final Mailbox mailbox;
  private final Steering steering;
  private final CatchUp catchUp;
  private final ReaderProgress progress;
  private Room room = new BoundlessRoom();
  private Held inHand = new Held();
  private long joinedAt = NOWHERE;
  private volatile SubjectFilter filter;
  private volatile @Nullable TopicFeed feed;
  private boolean finished;

  /// What a stream reads for whom.
  record Request(Principal principal, TopicRef topic, SubjectFilter filter) {}

  LiveStream(StreamScope scope, Request request, TopicLog.Position position) {
    this.scope = scope;
    this.topic = request.topic();
    this.principal = request.principal();
    this.expiry = new Expiry(principal.expiresAt(), scope.clock());
    this.progress = new ReaderProgress(scope.traffic(), principal.tenant());
    this.filter = request.filter();
    this.mailbox = new Mailbox(position.sequence());
    this.steering = new Steering(mailbox::signal);
    this.catchUp = new CatchUp(scope.log(), topic, scope.catchingUp());
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
        case Mailbox.Live _ -> {
          return position() > behindAt ? passed() : List.of();
        }
        case Mailbox.Behind(long cursor) -> {
          behindAt = Math.min(behindAt, cursor);
          var page = readOn(cursor);
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

  /// Goes live if it can; if not, reads a page of the log from `next` on. It cannot go live where
  /// it did so and got nothing: there is no room for what is due there.
  private List<StreamItem> readOn(long next) throws InterruptedException {
    var current = currentFeed();
    if (current == null) {
      return finish(StreamItem.Reason.DELETED);
    }
    if (next > current.position()) {
      var gap = beyondTheEnd(next);
      if (gap.isPresent()) {
        return List.of(gap.get());
      }
    }
    if (next != joinedAt && current.join(this, next)) {
      joinedAt = next;
      return List.of();
    }
    return switch (catchUp.read(next, filter, room)) {
      case CatchUp.Gone _ -> finish(StreamItem.Reason.DELETED);
      case CatchUp.Overdue _ -> finish(StreamItem.Reason.OVERLOADED);
      case CatchUp.Waiting _ -> List.of();
      case CatchUp.Page page -> take(next, page);
    };
  }

  /// The reader may be ahead of the feed. When it is ahead of the log too, the topic was deleted
  /// and created again, and the reader goes on at the end of the new log.
  private Optional<StreamItem> beyondTheEnd(long next) {
    return scope
        .log()
        .bounds(topic)
        .filter(bounds -> next > bounds.last() + 1)
        .map(
            bounds -> {
              mailbox.moveCursor(bounds.resume(next));
              return new StreamItem.Gap(next, bounds.first(), bounds.last());
            });
  }

  private List<StreamItem> take(long due, CatchUp.Page page) {
    var items = new ArrayList<StreamItem>(page.events().size() + 1);
    if (page.bounds().hasGapBefore(due)) {
      items.add(new StreamItem.Gap(due, page.bounds().first(), page.bounds().last()));
    }
    items.addAll(page.events());
    inHand = page.held();
    joinedAt = NOWHERE;
    mailbox.moveCursor(page.next());
    return items;
  }

  private @Nullable TopicFeed currentFeed() {
    if (feed == null || feed.hasEnded()) {
      feed = scope.feeds().of(topic);
    }
    return feed;
  }

  private void rewind(Start start) {
    if (feed != null) {
      feed.leave(this);
    }
    // When the topic was removed, nothing is fed any more.
    scope.log().locate(topic, start, filter).ifPresentOrElse(this::begin, mailbox::fallBehind);
  }

  private List<StreamItem> finish(StreamItem.Reason reason) {
    finished = true;
    return List.of(new StreamItem.Closed(reason, scope.jitter().get()));
  }

  /// Offers consecutive messages that the feed has read. Answers whether the stream is still live.
  boolean offer(List<StreamItem.Event> messages) {
    return mailbox.offer(messages, filter);
  }

  @Override
  public void wakeWhenOverdue(long now) {
    mailbox.wakeWhenOverdue(now);
  }

  /// The feed has taken this stream in.
  void goLive() {
    mailbox.goLive();
  }

  /// The feed cannot serve this stream any more.
  void fallBehind() {
    mailbox.fallBehind();
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
  }

  /// The sequence of the next message for the reader, wanted or not, as far as it is known without
  /// a look at the log.
  long position() {
    return mailbox.oldest();
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
    if (feed != null) {
      feed.leave(this);
    }
    mailbox.close();
    inHand.release();
    scope.onClose().accept(this);
  }
}
