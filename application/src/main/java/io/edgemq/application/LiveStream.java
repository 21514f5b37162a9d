package io.edgemq.application;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reader's stream. It is either live, fed through its mailbox by the topic's [TopicFeed], or
/// behind, reading the log from `next` on at its own pace; a mailbox that overflows takes it from
/// the first to the second, reaching the end of the log back to the first.
///
/// [#next] is called by the reader's own thread, everything else by any other; `mailbox` guards
/// what they share.
final class LiveStream implements MessageStream {
  private static final Logger LOG = System.getLogger(LiveStream.class.getName());
  private static final int PAGE_MESSAGES = 100;
  private static final long PAGE_BYTES = 1 << 20;

  private final StreamScope scope;
  private final TopicRef topic;
  private final Principal principal;
  private final Expiry expiry;
  private final Mailbox mailbox;
  private volatile SubjectFilter filter;
  private volatile @Nullable TopicFeed feed;
  private @Nullable StreamItem first;
  private boolean finished;

  /// What a stream reads for whom.
  record Request(Principal principal, TopicRef topic, SubjectFilter filter) {}

  LiveStream(StreamScope scope, Request request, TopicLog.Position position) {
    this.scope = scope;
    this.topic = request.topic();
    this.principal = request.principal();
    this.expiry = new Expiry(principal.expiresAt(), scope.clock());
    this.filter = request.filter();
    this.mailbox = new Mailbox(begin(position.sequence(), position.bounds()));
  }

  private long begin(long due, LogBounds bounds) {
    if (!bounds.hasGapBefore(due)) {
      return due;
    }
    first = new StreamItem.Gap(due, bounds.first(), bounds.last());
    return bounds.resume(due);
  }

  @Override
  public List<StreamItem> next(Duration wait) throws InterruptedException {
    if (finished) {
      return List.of();
    }
    if (first != null) {
      var item = first;
      first = null;
      return List.of(item);
    }
    try {
      return counted(await(System.nanoTime() + wait.toNanos()));
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a stream lost its store", outage);
      return finish(StreamItem.Reason.UNAVAILABLE);
    }
  }

  private List<StreamItem> counted(List<StreamItem> items) {
    int messages = 0;
    long bytes = 0;
    for (var item : items) {
      if (item instanceof StreamItem.Event(var message)) {
        messages++;
        bytes += message.message().content().payload().size();
      }
    }
    if (messages > 0) {
      scope.traffic().delivered(Traffic.Channel.STREAM, principal.tenant(), messages, bytes);
    }
    return items;
  }

  private List<StreamItem> await(long deadline) throws InterruptedException {
    while (true) {
      var reason = expiry.isOver() ? StreamItem.Reason.EXPIRED : mailbox.endReason();
      if (reason != null) {
        return finish(reason);
      }
      var rewind = mailbox.takeRewind();
      if (rewind != null) {
        rewind(rewind);
      }
      if (mailbox.isPaused() && scope.log().bounds(topic).isEmpty()) {
        return finish(StreamItem.Reason.DELETED);
      }
      var items = mailbox.isPaused() ? List.<StreamItem>of() : advance(deadline);
      if (!items.isEmpty()) {
        return items;
      }
      if (!mailbox.awaitSignal(expiry.orBefore(deadline))) {
        return expiry.isOver() ? finish(StreamItem.Reason.EXPIRED) : List.of();
      }
    }
  }

  /// What is there now: mail, or, when behind, a part of the log. Empty when everything is read
  /// that there is, and then the stream is live; or when the log held nothing of interest up to
  /// `deadline`.
  private List<StreamItem> advance(long deadline) {
    do {
      switch (mailbox.take()) {
        case Mailbox.Mail(var items) -> {
          return items;
        }
        case Mailbox.Live _ -> {
          return List.of();
        }
        case Mailbox.Behind(long cursor) -> {
          var page = readOn(cursor);
          if (!page.isEmpty()) {
            return page;
          }
        }
      }
    } while (System.nanoTime() < deadline);
    return List.of();
  }

  /// Goes live if it can; if not, reads a page of the log from `next` on.
  private List<StreamItem> readOn(long next) {
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
    if (current.join(this, next)) {
      return List.of();
    }
    var query = new TopicLog.Query(next, filter, PAGE_MESSAGES, PAGE_BYTES);
    return switch (scope.log().read(topic, query)) {
      case TopicLog.NoSuchTopic _ -> finish(StreamItem.Reason.DELETED);
      case TopicLog.Page page -> take(next, page);
    };
  }

  /// The reader may be ahead of the feed, but not of the log: if it is, the topic was removed and
  /// made again, and the reader goes on at the new one's end.
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

  private List<StreamItem> take(long due, TopicLog.Page page) {
    var items = new ArrayList<StreamItem>(page.messages().size() + 1);
    if (page.bounds().hasGapBefore(due)) {
      items.add(new StreamItem.Gap(due, page.bounds().first(), page.bounds().last()));
    }
    page.messages().forEach(each -> items.add(new StreamItem.Event(new SharedMessage(each))));
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
    var found = scope.log().locate(topic, start, filter);
    if (found.isEmpty()) {
      mailbox.fallBehind(); // the topic was removed: nothing is fed any more
      return;
    }
    var bounds = found.get().bounds();
    long due = found.get().sequence();
    mailbox.restart(bounds.resume(due));
    if (bounds.hasGapBefore(due)) {
      mailbox.tell(new StreamItem.Gap(due, bounds.first(), bounds.last()));
    }
  }

  private List<StreamItem> finish(StreamItem.Reason reason) {
    finished = true;
    return List.of(new StreamItem.Closed(reason, scope.jitter().get()));
  }

  /// A message that the feed has; whether the stream still is live.
  boolean offer(SharedMessage message) {
    boolean wanted = filter.accepts(message.message().subject());
    return mailbox.offer(
        message, wanted ? Mailbox.SubjectVerdict.WANTED : Mailbox.SubjectVerdict.UNWANTED);
  }

  /// The feed has taken this stream in.
  void goLive() {
    mailbox.goLive();
  }

  /// The feed can not serve this stream any more.
  void fallBehind() {
    mailbox.fallBehind();
  }

  /// Ends the stream; the reader is told why once it has read what is in the mailbox.
  void end(StreamItem.Reason reason) {
    mailbox.end(reason);
  }

  /// Stops or restarts delivery.
  void pause() {
    mailbox.pause();
  }

  void resume() {
    mailbox.resume();
  }

  /// Takes the reader to `start`.
  void rewindTo(Start start) {
    mailbox.rewindTo(start);
  }

  /// Delivers what `other` accepts from now on.
  void filterBy(SubjectFilter other) {
    filter = other;
  }

  /// The sequence of the next message that the reader will get to see, matching or not, as far as
  /// it is known without asking the log.
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

  /// Who reads.
  Principal principal() {
    return principal;
  }

  @Override
  public void close() {
    finished = true;
    if (feed != null) {
      feed.leave(this);
    }
    scope.onClose().accept(this);
  }
}
