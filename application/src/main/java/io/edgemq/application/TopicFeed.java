package io.edgemq.application;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one live reader of a topic in this process. It reads each message once and hands it to the
/// live streams that want it; the others are not touched, and know by [#fed] how far they are. A
/// stream that is behind reads the log by itself until it can join again, so publishers and other
/// readers never wait for a slow one (ARCHITECTURE, fan-out).
final class TopicFeed implements Runnable {
  private static final Logger LOG = System.getLogger(TopicFeed.class.getName());

  /// Half a mailbox: a reader whose mailbox was empty has time for one batch while the next one
  /// comes.
  private static final int READ_AT_ONCE = Mailbox.CAPACITY / 2;

  private static final Duration READ_WAIT = Duration.ofSeconds(5);

  private final TopicRef topic;
  private final TopicReader reader;
  private final LiveReaders live = new LiveReaders();
  private final RecentMessages recent = new RecentMessages();
  private long position;
  private volatile long fed;
  private boolean ended;

  private TopicFeed(TopicRef topic, TopicReader reader, long position) {
    this.topic = topic;
    this.reader = reader;
    this.position = position;
    this.fed = position;
  }

  /// A feed that has begun to read at the end of `bounds`; null when the topic is gone.
  static @Nullable TopicFeed start(TopicLog log, TopicRef topic, LogBounds bounds) {
    long position = bounds.last() + 1;
    var reader = log.tail(topic, position);
    if (reader.isEmpty()) {
      return null;
    }
    var feed = new TopicFeed(topic, reader.get(), position);
    Thread.ofVirtual().name("feed-" + topic.name().value()).start(feed);
    return feed;
  }

  @Override
  public void run() {
    try (reader) {
      while (forward(reader.next(READ_AT_ONCE, READ_WAIT))) {}
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      end(StreamItem.Reason.SHUTDOWN);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "the live reader of a topic lost its store", outage);
      end(StreamItem.Reason.UNAVAILABLE);
    }
  }

  private boolean forward(TopicReader.Tail tail) {
    return switch (tail) {
      case TopicReader.Messages(var messages, _) -> {
        forward(messages);
        yield true;
      }
      case TopicReader.Ended _ -> {
        end(StreamItem.Reason.DELETED);
        yield false;
      }
    };
  }

  /// Hands out the messages together. Behind a hole nobody is live any more.
  private synchronized void forward(List<TopicMessage> messages) {
    var batch = new ArrayList<StreamItem.Event>(messages.size());
    for (var message : messages) {
      if (message.sequence() != position) {
        live.handOut(batch);
        batch.clear();
        leaveAll();
        recent.clear();
      }
      position = message.sequence() + 1;
      var event = new StreamItem.Event(new SharedMessage(message));
      recent.add(event);
      batch.add(event);
    }
    live.handOut(batch);
    fed = position;
  }

  /// Messages were dropped before they could be read. Each stream finds out for itself what is
  /// left.
  private void leaveAll() {
    live.clear().forEach(stream -> stream.fallBehind(position));
  }

  /// Hands `stream` what it wants from the sequence `next` on, if that needs no look at the log:
  /// recent messages are handed over at once. Answers whether it could. The stream is live then,
  /// unless they were too many.
  synchronized boolean join(LiveStream stream, long next) {
    if (ended) {
      return false;
    }
    if (next < position && !recent.reachesBackTo(next)) {
      return false;
    }
    var filter = stream.filter();
    live.remove(stream); // it may still be offered what tells whether it is slow
    if (stream.goLive(recent.from(next, filter))) {
      live.add(stream, filter);
    }
    return true;
  }

  /// The stream's filter has changed. What was handed out before, it got by the former one.
  synchronized void file(LiveStream stream) {
    if (live.remove(stream)) {
      live.add(stream, stream.filter());
    }
  }

  /// Hands nothing more to `stream`.
  synchronized void leave(LiveStream stream) {
    live.remove(stream);
  }

  /// The sequence of the next message that it will hand out.
  synchronized long position() {
    return position;
  }

  /// Everything before this sequence was handed to the live streams that want it. Who looks for its
  /// messages after this call finds them.
  long fed() {
    return fed;
  }

  /// Whether it has ended, by itself or by [#stop].
  synchronized boolean hasEnded() {
    return ended;
  }

  /// Ends the reading without telling the streams.
  void stop() {
    synchronized (this) {
      ended = true;
      live.clear();
    }
    reader.close();
  }

  private void end(StreamItem.Reason reason) {
    List<LiveStream> told;
    synchronized (this) {
      ended = true;
      told = live.clear();
    }
    LOG.log(Level.DEBUG, "feed of {0} ended: {1}", topic.name().value(), reason);
    told.forEach(stream -> stream.end(reason));
  }
}
