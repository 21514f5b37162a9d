package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.BucketFeed.Ended;
import io.edgemq.ports.out.BucketFeed.News;
import io.edgemq.ports.out.BucketFeed.Write;
import io.edgemq.ports.out.BucketFeed.Writes;
import io.edgemq.ports.out.OwnerId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Forwards one change stream, on a thread of its own, until it is over, another process has
/// claimed it, or this one is closed. Whoever goes on begins where the last save was; topics know
/// what they have of it already.
final class ChangeLane implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ChangeLane.class.getName());
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final ChangeTools tools;
  private final OwnerId self;
  private final BooleanSupplier mayTell;
  private final ChangeStream first;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /// @param mayTell whether this process is known to be the one that forwards
  ChangeLane(ChangeTools tools, OwnerId self, BooleanSupplier mayTell, ChangeStream stream) {
    this.tools = tools;
    this.self = self;
    this.mayTell = mayTell;
    this.first = stream;
  }

  /// Begins; once.
  void start() {
    var unused = Thread.ofVirtual().name("change-lane-" + name()).start(this::run);
  }

  private BucketRef bucket() {
    return first.bucket();
  }

  private String name() {
    return bucket().name().value();
  }

  /// Whether it forwards that bucket's change stream.
  boolean isOf(ChangeStream stream) {
    return stream.incarnation() == first.incarnation() && stream.source() == first.source();
  }

  /// Whether it forwards no more.
  boolean hasEnded() {
    return over.getCount() == 0;
  }

  private void run() {
    try {
      boolean more = true;
      while (more && closing.getCount() > 0) {
        more = followOnce();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a change stream has failed; it begins anew", bug);
    } finally {
      over.countDown();
    }
  }

  /// Whether it is to be followed again after an outage.
  private boolean followOnce() throws InterruptedException {
    try {
      follow();
      return false;
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a change stream waits for its store bucket=" + name(), outage);
      pause(AGAIN);
      return true;
    }
  }

  /// The mapping as it is now; empty when it is gone, or another one is in its place.
  private Optional<ChangeStream> current() {
    return tools.store().find(bucket()).filter(this::isOf);
  }

  private void follow() throws InterruptedException {
    var stream = current();
    if (stream.isEmpty()) {
      return;
    }
    var progress = new ChangeProgress(tools.store(), tools.store().claim(stream.get(), self));
    progress.reached(stream.get().legs().getFirst().after());
    if (hasFinished(progress)) {
      return;
    }
    var feed = tools.feeds().open(stream.get(), progress.mark());
    if (feed.isEmpty()) {
      boolean unused = finish(stream.get());
      return;
    }
    try (var ahead = new ChangeReadAhead(name(), feed.get(), progress::saved)) {
      forward(ahead, progress);
    } finally {
      saveAtTheEnd(progress);
    }
  }

  private void saveAtTheEnd(ChangeProgress progress) {
    try {
      progress.save();
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a change stream is saved later bucket=" + name(), outage);
    }
  }

  private void forward(ChangeReadAhead ahead, ChangeProgress progress) throws InterruptedException {
    var telling = new ChangeTelling(tools, progress);
    while (closing.getCount() > 0 && !progress.isOvertaken() && !hasFinished(progress)) {
      if (!take(ahead.next(WAIT), telling)) {
        return;
      }
      progress.saveIfDue();
    }
  }

  /// Whether there is more to come.
  private boolean take(News news, ChangeTelling telling) throws InterruptedException {
    return switch (news) {
      case Writes(var writes) -> writes.isEmpty() || tell(writes, telling);
      case Ended _ -> {
        telling.progress().save();
        yield false; // it is opened again, which shows whether anything is left
      }
    };
  }

  /// Tells all of `writes`, however long that takes; whether there is more to come.
  private boolean tell(List<Write> writes, ChangeTelling telling) throws InterruptedException {
    var progress = telling.progress();
    long last = writes.getLast().revision();
    while (progress.mark() < last) {
      var stream = current();
      if (closing.getCount() == 0 || stream.isEmpty() || progress.isOvertaken()) {
        return false;
      }
      if (!mayTell.getAsBoolean()) {
        pause(WAIT);
        continue;
      }
      var parts = ChangePart.of(stream.get(), writes, progress.mark());
      if (parts.isEmpty()) {
        progress.reached(last);
      } else if (telling.tell(stream.get(), parts.getFirst())
          instanceof ChangeTelling.Refused(var why)) {
        if (why instanceof Refusal.NoSuchTenant) {
          boolean unused = finish(stream.get());
          return false;
        }
        pause(AGAIN);
      }
    }
    return true;
  }

  /// Whether nothing is left to tell, now or ever.
  private boolean hasFinished(ChangeProgress progress) {
    var stream = current();
    if (stream.isEmpty()) {
      return true;
    }
    boolean isOver = stream.get().end().filter(end -> progress.mark() >= end).isPresent();
    if (isOver && mayTell.getAsBoolean()) {
      progress.save();
      return finish(stream.get());
    }
    return false;
  }

  /// The row goes first, and only as it is: a mapping that was made anew meanwhile needs its feed.
  /// Answers whether it was that one.
  private boolean finish(ChangeStream stream) {
    boolean removed = tools.store().remove(stream);
    if (removed) {
      tools.feeds().end(stream);
    }
    return removed;
  }

  private void pause(Duration wait) throws InterruptedException {
    boolean unused = closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Ends it once what is under way is done, and saves. Waits for that, but not for ever.
  @Override
  public void close() {
    closing.countDown();
  }

  /// Waits until it has ended, but not for ever.
  void await() throws InterruptedException {
    boolean unused = over.await(END.toMillis(), TimeUnit.MILLISECONDS);
  }
}
