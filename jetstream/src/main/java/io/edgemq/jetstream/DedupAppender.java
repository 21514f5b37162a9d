package io.edgemq.jetstream;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stores messages in one stream, each dedup key once within its window. For any number of threads.
///
/// A key is sent as the message's id. The server knows ids for a window of its own clock. Whether a
/// key still counts is judged here: by the adapter's clock and the message itself; when the message
/// is gone, by what this process remembers; and otherwise by the server. A key whose window is over
/// while the server still knows it is stored under another id: the key and the sequence of its last
/// message. The last existing message counts, although earlier ones may count again when a clock
/// was set back.
public final class DedupAppender {
  /// The header with the end of a dedup key's window, in epoch milliseconds.
  static final String UNTIL = "Mq-Until";

  /// The server allows 50 unfinished batches per stream, counted over all adapters.
  private static final int BATCHES = 12;

  private final StreamClient stream;
  private final RecentKeys recent;
  private final Semaphore batches = new Semaphore(BATCHES);

  /// `recent` may be shared by all streams of the process.
  public DedupAppender(StreamClient stream, RecentKeys recent) {
    this.stream = stream;
    this.recent = recent;
  }

  /// A message to append.
  ///
  /// @param key null: stored in any case
  /// @param until the end of the key's window, in epoch milliseconds
  public record Item(Outgoing message, @Nullable DedupKey key, long until) {
    static Item keyless(Outgoing message) {
      return new Item(message, null, 0);
    }
  }

  /// Stores `items` in order, all or none, and returns where each one is. Keys are judged at `now`
  /// (epoch milliseconds). Needs one round trip unless a key is known already. Throws
  /// `StoreException` when there was no answer; `NoResponders` also when there is no such stream.
  public List<Stored> append(List<Item> items, long now) {
    if (items.size() == 1 && items.getFirst().key() == null) {
      return List.of(append(items.getFirst().message()));
    }
    var attempts = items.stream().map(AppendAttempt::new).toList();
    var first = new HashMap<String, AppendAttempt>();
    var open = new ArrayList<AppendAttempt>(attempts.size());
    for (var attempt : attempts) {
      if (attempt.item.key() == null || first.putIfAbsent(attempt.key(), attempt) == null) {
        recall(attempt, now);
        open.add(attempt);
      }
    }
    store(open, now);
    return attempts.stream().map(attempt -> answer(attempt, first)).toList();
  }

  /// Stores all items of `open` that are not stored yet. A round that stores nothing learns about
  /// keys that were stored in the meantime, or about their later ids. Rounds continue as long as
  /// they learn something, even when one of them is slow because it asks for every key of a large
  /// batch.
  private void store(List<AppendAttempt> open, long now) {
    long deadline = System.nanoTime() + stream.timeout().toNanos();
    open.removeIf(attempt -> attempt.stored != null);
    int before = found(open);
    while (!open.isEmpty() && !tryToStore(open, now)) {
      if (found(open) == before && System.nanoTime() - deadline > 0) {
        throw new StoreException.Unavailable(
            "others store the same keys all the time", new IOException(stream.name()));
      }
      open.removeIf(attempt -> attempt.stored != null);
      before = found(open);
    }
  }

  /// The number of facts learnt about these.
  private static int found(List<AppendAttempt> open) {
    return open.stream().mapToInt(attempt -> attempt.found).sum();
  }

  private Stored append(Outgoing message) {
    return switch (stored(() -> stream.publish(message, Condition.NONE))) {
      case Published.Kept(long sequence) -> new Stored(sequence, Stored.Origin.FRESH);
      case Published.Known _, Published.Behind _ ->
          throw new IllegalStateException("nothing was expected");
    };
  }

  private Published stored(Supplier<Published> append) {
    return stream.reserve().unlessSpent(append);
  }

  private static Stored answer(AppendAttempt attempt, Map<String, AppendAttempt> first) {
    if (attempt.stored != null) {
      return attempt.stored;
    }
    var earlier = first.get(attempt.key());
    if (earlier == null || earlier.stored == null) {
      throw new IllegalStateException("a message without an answer");
    }
    return new Stored(earlier.stored.sequence(), Stored.Origin.REPLAYED);
  }

  private void recall(AppendAttempt attempt, long now) {
    if (attempt.item.key() != null) {
      recent
          .find(this, attempt.key())
          .filter(known -> now < known.until())
          .ifPresent(known -> attempt.replay(known.sequence()));
    }
  }

  /// Tries to store all of `open`; returns whether it did. Otherwise nothing was stored, and items
  /// with known keys have an answer or another id.
  private boolean tryToStore(List<AppendAttempt> open, long now) {
    return switch (publish(open)) {
      case Published.Kept(long last) -> {
        for (int i = 0; i < open.size(); i++) {
          kept(open.get(i), last - open.size() + 1 + i);
        }
        yield true;
      }
      case Published.Known(long sequence) -> {
        if (open.size() == 1) {
          known(open.getFirst(), sequence, now);
        } else {
          ask(open, now);
        }
        yield false;
      }
      case Published.Behind _ -> throw new IllegalStateException("nothing was expected");
    };
  }

  private Published publish(List<AppendAttempt> open) {
    if (open.size() == 1) {
      var attempt = open.getFirst();
      return stored(() -> stream.publish(outgoing(attempt), Condition.id(attempt.id)));
    }
    var messages = open.stream().map(DedupAppender::outgoing).toList();
    var conditions = open.stream().map(attempt -> Condition.id(attempt.id)).toList();
    return limited(() -> stored(() -> stream.publish(messages, conditions)));
  }

  /// Makes a call that sends a batch, once the server has room for it.
  private <T> T limited(Supplier<T> call) {
    try {
      if (!batches.tryAcquire(stream.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException.TimedOut(
            "too many batches are under way", new IOException(stream.name()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.timedOut(stopped);
    }
    try {
      return call.get();
    } finally {
      batches.release();
    }
  }

  private static Outgoing outgoing(AppendAttempt attempt) {
    var message = attempt.item.message();
    if (attempt.item.key() == null) {
      return message;
    }
    var headers = message.headers().copy();
    headers.put(UNTIL, Long.toString(attempt.item.until()));
    return new Outgoing(message.subject(), headers, message.body());
  }

  private void kept(AppendAttempt attempt, long sequence) {
    attempt.keep(sequence);
    if (attempt.item.key() != null) {
      recent.remember(this, attempt.key(), new RecentKeys.Known(sequence, attempt.item.until()));
    }
  }

  /// The server does not say which keys of a batch it knows, so they are asked one by one until one
  /// is known. A batch that is repeated because its answer was lost lies next to that message.
  private void ask(List<AppendAttempt> open, long now) {
    var unasked = new ArrayList<>(open.stream().filter(attempt -> attempt.id != null).toList());
    boolean together = true;
    while (!unasked.isEmpty()) {
      var place = ask(unasked.removeFirst(), now);
      if (place.isEmpty() || unasked.isEmpty()) {
        continue;
      }
      if (together) {
        var behind = recognize(unasked, place.get() + 1, place.get() + open.size() - 1, now);
        together = !behind.isEmpty();
        unasked.removeAll(behind);
      }
      if (!unasked.isEmpty()
          && !knowsAny(unasked.stream().map(AppendAttempt::knownId).toList(), unasked)) {
        return;
      }
    }
  }

  /// Asks for one key. Returns the place of the message that the server knows by it, whether the
  /// key still counts or not.
  private Optional<Long> ask(AppendAttempt attempt, long now) {
    if (!stream.knows(attempt.knownId(), attempt.subject())) {
      return Optional.empty();
    }
    return switch (stream.publish(outgoing(attempt), Condition.id(attempt.id))) {
      case Published.Known(long sequence) -> {
        known(attempt, sequence, now);
        yield Optional.of(sequence);
      }
      case Published.Kept(long sequence) -> {
        kept(attempt, sequence); // it was forgotten just now
        yield Optional.empty();
      }
      case Published.Behind _ -> throw new IllegalStateException("nothing was expected");
    };
  }

  private boolean knowsAny(List<String> ids, List<AppendAttempt> attempts) {
    return limited(() -> stream.knowsAny(ids, attempts.getFirst().subject()));
  }

  /// Finds the `attempts` whose messages are stored, as [#known] would, and returns them. Returns
  /// none that count when one of them was stored once more.
  private List<AppendAttempt> recognize(
      List<AppendAttempt> attempts, long begin, long end, long now) {
    var entries = StoredIds.between(stream, begin, end);
    var recognized = new ArrayList<AppendAttempt>();
    var counting = new ArrayList<AppendAttempt>();
    var later = new ArrayList<String>();
    for (var attempt : attempts) {
      var entry = entries.get(attempt.id);
      if (entry != null && counts(entry, now)) {
        counting.add(attempt);
        later.add(attempt.later(entry.sequence()));
      } else if (entry != null) {
        attempt.again(entry.sequence());
        recognized.add(attempt);
      }
    }
    if (!counting.isEmpty() && !knowsAny(later, counting)) {
      for (var attempt : counting) {
        attempt.replay(Objects.requireNonNull(entries.get(attempt.id)).sequence());
      }
      recognized.addAll(counting);
    }
    return recognized;
  }

  /// The stream has a message with the attempt's id at `sequence`.
  private void known(AppendAttempt attempt, long sequence, long now) {
    var mine = recent.find(this, attempt.key()).filter(known -> known.sequence() == sequence);
    boolean counts = mine.map(known -> now < known.until()).orElseGet(() -> counts(sequence, now));
    boolean last =
        !counts || mine.isPresent() || !stream.knows(attempt.later(sequence), attempt.subject());
    if (counts && last) {
      attempt.replay(sequence);
    } else {
      attempt.again(sequence);
    }
  }

  /// Whether the key of the message at `sequence` still counts, by the message's own header. When
  /// the message is gone, the server's memory decides.
  private boolean counts(long sequence, long now) {
    var message = stream.get(sequence).or(() -> stream.fromLeader(sequence, ">"));
    return message.filter(entry -> entry.sequence() == sequence).isEmpty()
        || counts(message.get(), now);
  }

  private static boolean counts(Entry message, long now) {
    var until = message.headers().first(UNTIL);
    return until == null || now < Long.parseLong(until);
  }
}
