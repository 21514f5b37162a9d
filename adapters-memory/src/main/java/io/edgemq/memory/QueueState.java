package io.edgemq.memory;

import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One queue and its letters. Every letter is in `all` and `byAge`; and in `ready` when it can be
/// received, in `invisible` when it is leased or delayed, in neither when it only waits for others
/// of its group. So each step costs the logarithm of what there is, however much of it is leased.
///
/// Whoever looks calls [#passTime] first: what time has ended is then where it belongs.
final class QueueState {
  private final long incarnation;
  private final Condition changed;
  private final TreeMap<Long, Letter> all = new TreeMap<>();
  private final TreeSet<Letter> byAge = new TreeSet<>(Letter.BY_AGE);
  private final TreeSet<Letter> ready = new TreeSet<>(Letter.BY_TURN);
  private final TreeSet<Letter> invisible = new TreeSet<>(Letter.BY_VISIBILITY);
  private final Groups groups = new Groups();
  private final DedupMemory dedup = new DedupMemory();
  private Queue queue;
  private long last;
  private long tokens;
  private long leased;

  QueueState(Queue queue, long incarnation, Condition changed) {
    this.queue = queue;
    this.incarnation = incarnation;
    this.changed = changed;
  }

  Queue queue() {
    return queue;
  }

  QueueConfig config() {
    return queue.config();
  }

  void configure(QueueConfig config) {
    queue = new Queue(queue.name(), config, queue.createdAt());
    changed.signalAll();
  }

  long incarnation() {
    return incarnation;
  }

  Condition changed() {
    return changed;
  }

  DedupMemory dedup() {
    return dedup;
  }

  long last() {
    return last;
  }

  int size() {
    return all.size();
  }

  private boolean isFifo() {
    return config().type() == QueueType.FIFO;
  }

  /// Drops what is past its retention and makes visible what was leased or delayed long enough.
  void passTime(long now) {
    long horizon = config().horizon(Instant.ofEpochMilli(now)).toEpochMilli();
    while (!byAge.isEmpty() && byAge.first().storedAt <= horizon) {
      remove(byAge.first());
    }
    while (!invisible.isEmpty() && invisible.first().visibleAt <= now) {
      var letter = invisible.first();
      unlist(letter);
      letter.since = letter.visibleAt;
      offer(letter);
    }
  }

  /// When, in milliseconds from `now`, time alone may next make something receivable.
  Optional<Long> nextChange(long now) {
    var visible =
        invisible.isEmpty() ? Long.MAX_VALUE : Math.max(1, invisible.first().visibleAt - now);
    // only the first of a group that is past its retention lets another one through
    var expiry =
        isFifo() && !byAge.isEmpty()
            ? Math.max(1, byAge.first().storedAt + config().retention().toMillis() - now)
            : Long.MAX_VALUE;
    long next = Math.min(visible, expiry);
    return next == Long.MAX_VALUE ? Optional.empty() : Optional.of(next);
  }

  /// Stores a new letter at the end.
  Letter append(Content content, @Nullable GroupId group, Duration delay, long now) {
    var letter = new Letter(++last, now, group, content);
    all.put(letter.sequence, letter);
    byAge.add(letter);
    if (isFifo()) {
      groups.add(letter);
    }
    if (delay.isZero()) {
      offer(letter);
    } else {
      hide(letter, Letter.State.DELAYED, now + delay.toMillis());
    }
    changed.signalAll();
    return letter;
  }

  /// The letter that could be received for the longest time, taken out of those that can: to be
  /// leased or removed.
  Optional<Letter> take() {
    return Optional.ofNullable(ready.pollFirst());
  }

  /// Leases a letter that was taken.
  void lease(Letter letter, long until) {
    letter.attempts++;
    letter.token = ++tokens;
    hide(letter, Letter.State.LEASED, until);
  }

  /// Leases a letter on, under a new token, as the same attempt.
  void extend(Letter letter, long until) {
    unlist(letter);
    letter.token = ++tokens;
    hide(letter, Letter.State.LEASED, until);
    changed.signalAll();
  }

  /// Ends the lease and hides the letter for `delay`.
  void release(Letter letter, Duration delay, long now) {
    unlist(letter);
    letter.token = Letter.NO_TOKEN;
    if (delay.isZero()) {
      letter.since = now;
      offer(letter);
    } else {
      hide(letter, Letter.State.DELAYED, now + delay.toMillis());
    }
    changed.signalAll();
  }

  /// Ends the lease as if it had never been: the letter has its old turn, too.
  void takeBack(Letter letter) {
    unlist(letter);
    letter.token = Letter.NO_TOKEN;
    letter.attempts--;
    offer(letter);
    changed.signalAll();
  }

  /// Removes the letter; the next of its group can be received if nothing else holds it.
  void remove(Letter letter) {
    unlist(letter);
    all.remove(letter.sequence);
    byAge.remove(letter);
    if (isFifo() && groups.remove(letter).map(this::offer).orElse(false)) {
      changed.signalAll();
    }
  }

  Optional<Letter> find(long sequence) {
    return Optional.ofNullable(all.get(sequence));
  }

  /// Whether the store gave out such a token before.
  boolean knowsToken(long token) {
    return token > Letter.NO_TOKEN && token <= tokens;
  }

  /// Up to `max` letters with sequences in `(after, end]`, in order.
  List<Letter> between(long after, long end, int max) {
    return after >= end
        ? List.of()
        : new ArrayList<>(
            all.subMap(after, false, end, true).values().stream().limit(max).toList());
  }

  void purge() {
    all.clear();
    byAge.clear();
    ready.clear();
    invisible.clear();
    groups.clear();
    leased = 0;
  }

  QueueCounts count(long now) {
    var oldest =
        byAge.isEmpty()
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, now - byAge.first().storedAt));
    return new QueueCounts(
        all.size() - (long) invisible.size(), leased, invisible.size() - leased, oldest);
  }

  private void hide(Letter letter, Letter.State state, long until) {
    letter.state = state;
    letter.visibleAt = until;
    invisible.add(letter);
    if (state == Letter.State.LEASED) {
      leased++;
    }
  }

  /// Takes the letter out of `ready` or `invisible`, before it changes; its lease still settles.
  private void unlist(Letter letter) {
    ready.remove(letter);
    if (invisible.remove(letter) && letter.state == Letter.State.LEASED) {
      leased--;
    }
    letter.state = Letter.State.READY;
  }

  /// Lets the letter be received if it is visible and nobody of its group comes before it.
  private boolean offer(Letter letter) {
    boolean receivable =
        letter.state == Letter.State.READY && (!isFifo() || groups.isFirst(letter));
    if (receivable) {
      ready.add(letter);
    }
    return receivable;
  }
}
