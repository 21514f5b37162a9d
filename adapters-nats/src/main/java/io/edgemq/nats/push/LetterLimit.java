package io.edgemq.nats.push;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.DeadLetterStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Removes the oldest dead letters of a subscription when there are too many. It looks when a
/// process has added the first one, and then after each [#EVERY]: so there may be that many more.
final class LetterLimit {
  private static final System.Logger LOG = System.getLogger(LetterLimit.class.getName());
  private static final int EVERY = 1_000;
  private static final int PAGE = 1_000;
  private static final int PAGE_BYTES = 4 << 20;

  private final LatestMessages messages;
  private final long most;

  /// How many were added since the last look.
  private final Map<SubscriptionRef, Integer> added = new ConcurrentHashMap<>();

  LetterLimit(LatestMessages messages) {
    this(messages, DeadLetterStore.MOST);
  }

  LetterLimit(LatestMessages messages, long most) {
    this.messages = messages;
    this.most = most;
  }

  /// So many were added. What cannot be removed now is removed after the next look.
  void added(SubscriptionRef subscription, int count) {
    int since = added.getOrDefault(subscription, EVERY) + count;
    if (since < EVERY) {
      added.put(subscription, since);
      return;
    }
    added.put(subscription, 0);
    try {
      keep(subscription);
    } catch (StoreException later) {
      added.remove(subscription);
      LOG.log(System.Logger.Level.DEBUG, "too many dead letters are left for later", later);
    }
  }

  void forget(SubscriptionRef subscription) {
    added.remove(subscription);
  }

  private void keep(SubscriptionRef subscription) {
    var keys = new Keys(subscription);
    long excess = messages.keys(keys.everyDead()).size() - most;
    long left = excess;
    long from = 1;
    while (left > 0) {
      int page = (int) Math.min(PAGE, left);
      var query =
          new StreamClient.Query(from, messages.subject(keys.everyDead()), page, PAGE_BYTES);
      var oldest = messages.stream().read(query).entries();
      if (oldest.isEmpty()) {
        break;
      }
      oldest.forEach(entry -> messages.remove(entry.sequence()));
      left -= oldest.size();
      from = oldest.getLast().sequence() + 1;
    }
    if (excess > left) {
      count(keys, excess - left);
    }
  }

  /// Only the owner of the lane removes, so nobody else counts at the same time, nearly.
  private void count(Keys keys, long removed) {
    var count = counting(messages, keys, removed);
    var unused =
        messages.stream().reserve().freeing(() -> messages.stream().publish(count, Condition.NONE));
  }

  /// Says that so many more were dropped.
  static Outgoing counting(LatestMessages messages, Keys keys, long more) {
    long all = dropped(messages, keys) + more;
    return new Outgoing(messages.subject(keys.dropped()), new MessageHeaders(), Numbers.write(all));
  }

  /// How many were dropped.
  static long dropped(LatestMessages messages, Keys keys) {
    return Numbers.read(messages.latest(keys.dropped()));
  }
}
