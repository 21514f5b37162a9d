package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Marks dead letters of one subscription as tried again. A mark, and the letter once more so that
/// it is kept for longer, are stored in one atomic batch with the last number, on condition that
/// nobody has given a number meanwhile. So each letter has one mark, and the marks lie in the
/// stream in the order of their numbers.
final class Redrives {
  private static final int BATCH = 400;

  private final LatestMessages messages;
  private final SubscriptionRef subscription;
  private final Keys keys;
  private long number;

  /// Of the message with the last number.
  private long revision;

  private Redrives(LatestMessages messages, SubscriptionRef subscription) {
    this.messages = messages;
    this.subscription = subscription;
    this.keys = new Keys(subscription);
  }

  /// Marks what `selection` has; answers how many there were.
  static long redrive(LatestMessages messages, SubscriptionRef subscription, Selection selection) {
    return new Redrives(messages, subscription).redrive(selection);
  }

  private long redrive(Selection selection) {
    long deadline = System.nanoTime() + messages.stream().timeout().toNanos();
    long moved = 0;
    var wanted = look(selection);
    while (!wanted.isEmpty()) {
      var batch = next(wanted);
      if (batch.count() == 0 || store(batch)) {
        moved += batch.count();
        wanted = wanted.subList(batch.looked(), wanted.size());
        deadline = System.nanoTime() + messages.stream().timeout().toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw Failures.timedOut(new TimeoutException("others kept redriving"));
      } else {
        wanted = look(selection);
      }
    }
    return moved;
  }

  /// What is not tried again. The number is read first: if another call takes numbers after that,
  /// this one looks again.
  private List<Long> look(Selection selection) {
    var last = messages.latest(keys.lastNumber());
    number = Numbers.read(last);
    revision = last.map(Entry::sequence).orElse(0L);
    return Letters.of(messages, subscription).resting(selection);
  }

  /// @param looked how many of the wanted were looked at
  /// @param count how many of these are still there
  private record Batch(
      List<Outgoing> outgoing, List<Condition> conditions, int looked, int count) {}

  private Batch next(List<Long> wanted) {
    var some = wanted.subList(0, Math.min(BATCH, wanted.size()));
    var found = messages.latest(some.stream().map(keys::dead).toList());
    var outgoing = new ArrayList<Outgoing>();
    var conditions = new ArrayList<Condition>();
    int count = 0;
    int looked = 0;
    long bytes = 0;
    for (var sequence : some) {
      var entry = found.get(keys.dead(sequence));
      bytes += entry == null ? 0 : entry.body().length;
      if (count > 0 && bytes > LetterChanges.MOST_BYTES) {
        break;
      }
      looked++;
      var letter = entry == null ? null : LetterFormat.letter(keys.dead(sequence), entry);
      if (entry != null && letter != null && letter.isPresent()) {
        count++;
        outgoing.add(LetterFormat.outgoing(entry.subject(), letter.get()));
        conditions.add(Condition.lastOfSubject(entry.sequence()));
        outgoing.add(mark(number + count, sequence));
        conditions.add(Condition.NONE);
      }
    }
    outgoing.addFirst(
        new Outgoing(
            messages.subject(keys.lastNumber()),
            new MessageHeaders(),
            Numbers.write(number + count)));
    conditions.addFirst(Condition.lastOfSubject(revision));
    return new Batch(outgoing, conditions, looked, count);
  }

  private Outgoing mark(long of, long sequence) {
    return new Outgoing(
        messages.subject(keys.redrive(of, sequence)), LetterFormat.lasting(), new byte[0]);
  }

  private boolean store(Batch batch) {
    var stream = messages.stream();
    var published =
        stream.reserve().unlessSpent(() -> stream.publish(batch.outgoing(), batch.conditions()));
    if (published instanceof Published.Kept(long last)) {
      revision = last - batch.outgoing().size() + 1;
      number += batch.count();
      return true;
    }
    return false;
  }
}
