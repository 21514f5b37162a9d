package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamClient.Query;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Drops what is past its retention by an hour in a queue from which nobody receives. The servers
/// do that for other queues, but not for one to which a source has forwarded, because they would
/// drop its mark, too. So whoever sends, forwards or counts looks once a minute, and where there is
/// something to drop it reads the queue as a receiver does. For any thread.
final class Overdue {
  private static final System.Logger LOG = System.getLogger(Overdue.class.getName());
  private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();
  private static final List<String> MESSAGES = List.of(StreamNames.ALL_SENT, StreamNames.ALL_MOVED);

  private final Appender.Target queue;
  private final StreamClient messages;
  private final AtomicLong lookAt = new AtomicLong(System.nanoTime());

  Overdue(Appender.Target queue) {
    this.queue = queue;
    this.messages = queue.messages();
  }

  /// Looks in the background, if that is due.
  void runIfDue() {
    long now = System.nanoTime();
    long due = lookAt.get();
    if (now - due >= 0 && lookAt.compareAndSet(due, now + LOOK_NANOS)) {
      var unused = Thread.ofVirtual().name("overdue-" + messages.name()).start(this::look);
    }
  }

  private void look() {
    try {
      var located = queue.queues().locate(queue.ref()).filter(queue::is);
      boolean keepsMarks = messages.describe().filter(found -> found.maxAge() == null).isPresent();
      if (located.isPresent() && keepsMarks && isOverdue(located.get().value())) {
        drop();
        lookAt.set(System.nanoTime() + ResourceStreams.SLACK.toNanos());
      }
    } catch (StoreException later) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "what is past its retention is dropped later; stream={0} why={1}",
          messages.name(),
          String.valueOf(later));
    }
  }

  private boolean isOverdue(Queue located) {
    var now = queue.queues().parts().time().instant();
    long limit = located.config().horizon(now).minus(ResourceStreams.SLACK).toEpochMilli();
    return MESSAGES.stream()
        .flatMap(subjects -> first(subjects).stream())
        .anyMatch(message -> message.storedAt() < limit);
  }

  private Optional<MessageEntry> first(String subjects) {
    return messages.read(new Query(1, subjects, 1, 1)).entries().stream()
        .flatMap(entry -> QueueMessages.remembered(entry).stream())
        .findFirst();
  }

  /// A replica that reads the messages drops those past their retention, and cuts the stream.
  private void drop() {
    Command<Boolean> reading = _ -> Optional.of(true);
    var index = queue.queues().readIndex(queue.ref());
    var unused = queue.queues().executeNow(queue.ref(), index, _ -> reading);
  }
}
