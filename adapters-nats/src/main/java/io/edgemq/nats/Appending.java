package io.edgemq.nats;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.nats.client.impl.Headers;
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
/// A key travels as the message's id. The server knows ids for a window of its own clock; until
/// when a key counts is judged here, by the adapter's clock and what the message itself says, or,
/// when the message is gone, by what this process remembers, or else by the server. A key that is
/// past its window while the server still knows it is stored under another id: the key and the
/// sequence of its last message. The last one that there is counts, though a clock that was set
/// back makes earlier ones count again.
final class Appending {
  /// Until when a message's dedup key counts, in epoch milliseconds.
  static final String UNTIL = "Mq-Until";

  /// The server has room for 50 unfinished batches of a stream, those of all adapters together.
  private static final int BATCHES = 12;

  private final Stream stream;
  private final RecentKeys recent;
  private final Semaphore batches = new Semaphore(BATCHES);

  /// `recent` may be shared by all streams of the process.
  Appending(Stream stream, RecentKeys recent) {
    this.stream = stream;
    this.recent = recent;
  }

  /// A message on its way.
  ///
  /// @param key null: stored in any case
  /// @param until when the key is to be forgotten, in epoch milliseconds
  record Item(Outgoing message, @Nullable DedupKey key, long until) {
    static Item keyless(Outgoing message) {
      return new Item(message, null, 0);
    }
  }

  /// Stores `items` in order, all or none, and answers where each one is, judging keys at `now`
  /// (epoch milliseconds). One round trip unless a key is known already. Throws `StoreException`
  /// when that was not answered; `NoResponders` also when there is no such stream.
  List<Stored> append(List<Item> items, long now) {
    if (items.size() == 1 && items.getFirst().key() == null) {
      return List.of(append(items.getFirst().message()));
    }
    var slots = items.stream().map(Slot::new).toList();
    var first = new HashMap<String, Slot>();
    var open = new ArrayList<Slot>(slots.size());
    for (var slot : slots) {
      if (slot.item.key() == null || first.putIfAbsent(slot.key(), slot) == null) {
        recall(slot, now);
        open.add(slot);
      }
    }
    store(open, now);
    return slots.stream().map(slot -> answer(slot, first)).toList();
  }

  /// Stores all of `open` that turn out not to be stored. A round that stores nothing finds keys
  /// that were stored meanwhile, or later ids of them. As long as rounds find something they go on,
  /// however long one takes that asks for every key of a large batch.
  private void store(List<Slot> open, long now) {
    long deadline = System.nanoTime() + stream.timeout().toNanos();
    open.removeIf(slot -> slot.stored != null);
    int before = found(open);
    while (!open.isEmpty() && !tryToStore(open, now)) {
      if (found(open) == before && System.nanoTime() - deadline > 0) {
        throw new StoreException.Unavailable(
            "others store the same keys all the time", new IOException(stream.name()));
      }
      open.removeIf(slot -> slot.stored != null);
      before = found(open);
    }
  }

  /// How often something was found out about these.
  private static int found(List<Slot> open) {
    return open.stream().mapToInt(slot -> slot.found).sum();
  }

  private Stored append(Outgoing message) {
    return switch (stream.publish(message, Condition.NONE)) {
      case Published.Kept(long sequence) -> new Stored(sequence, Stored.Origin.FRESH);
      case Published.Known _, Published.Behind _ ->
          throw new IllegalStateException("nothing was expected");
    };
  }

  private static Stored answer(Slot slot, Map<String, Slot> first) {
    if (slot.stored != null) {
      return slot.stored;
    }
    var earlier = first.get(slot.key());
    if (earlier == null || earlier.stored == null) {
      throw new IllegalStateException("a message without an answer");
    }
    return new Stored(earlier.stored.sequence(), Stored.Origin.REPLAYED);
  }

  private void recall(Slot slot, long now) {
    if (slot.item.key() != null) {
      recent
          .find(this, slot.key())
          .filter(known -> now < known.until())
          .ifPresent(known -> slot.replay(known.sequence()));
    }
  }

  /// Tries to store all of `open`; whether it did. Otherwise nothing was stored, and those whose
  /// keys turned out to be known have an answer or another id.
  private boolean tryToStore(List<Slot> open, long now) {
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

  private Published publish(List<Slot> open) {
    if (open.size() == 1) {
      var slot = open.getFirst();
      return stream.publish(outgoing(slot), Condition.id(slot.id));
    }
    var messages = open.stream().map(Appending::outgoing).toList();
    var conditions = open.stream().map(slot -> Condition.id(slot.id)).toList();
    return limited(() -> stream.publish(messages, conditions));
  }

  /// Makes a call that offers many messages as a batch, when the server has room for it.
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

  private static Outgoing outgoing(Slot slot) {
    var message = slot.item.message();
    if (slot.item.key() == null) {
      return message;
    }
    var headers = new Headers(message.headers());
    headers.put(UNTIL, Long.toString(slot.item.until()));
    return new Outgoing(message.subject(), headers, message.body());
  }

  private void kept(Slot slot, long sequence) {
    slot.keep(sequence);
    if (slot.item.key() != null) {
      recent.remember(this, slot.key(), new RecentKeys.Known(sequence, slot.item.until()));
    }
  }

  /// The server does not say which keys of a batch it knows: one by one, until one is known. A
  /// batch that comes again, because its answer was lost, stands where that one does.
  private void ask(List<Slot> open, long now) {
    var unasked = new ArrayList<>(open.stream().filter(slot -> slot.id != null).toList());
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
      if (!unasked.isEmpty() && !knowsAny(unasked.stream().map(Slot::knownId).toList(), unasked)) {
        return;
      }
    }
  }

  /// Asks for one key; where the message is that the server knows by it, whether it counts or not.
  private Optional<Long> ask(Slot slot, long now) {
    if (!stream.knows(slot.knownId(), slot.subject())) {
      return Optional.empty();
    }
    return switch (stream.publish(outgoing(slot), Condition.id(slot.id))) {
      case Published.Known(long sequence) -> {
        known(slot, sequence, now);
        yield Optional.of(sequence);
      }
      case Published.Kept(long sequence) -> {
        kept(slot, sequence); // it was forgotten just now
        yield Optional.empty();
      }
      case Published.Behind _ -> throw new IllegalStateException("nothing was expected");
    };
  }

  private boolean knowsAny(List<String> ids, List<Slot> slots) {
    return limited(() -> stream.knowsAny(ids, slots.getFirst().subject()));
  }

  /// Finds those of `slots` whose messages are there, as [#known] would find them; returns them.
  /// None that count are returned when one of them was stored once more.
  private List<Slot> recognize(List<Slot> slots, long begin, long end, long now) {
    var entries = StoredIds.between(stream, begin, end);
    var recognized = new ArrayList<Slot>();
    var counting = new ArrayList<Slot>();
    var later = new ArrayList<String>();
    for (var slot : slots) {
      var entry = entries.get(slot.id);
      if (entry != null && counts(entry, now)) {
        counting.add(slot);
        later.add(slot.later(entry.sequence()));
      } else if (entry != null) {
        slot.again(entry.sequence());
        recognized.add(slot);
      }
    }
    if (!counting.isEmpty() && !knowsAny(later, counting)) {
      for (var slot : counting) {
        slot.replay(Objects.requireNonNull(entries.get(slot.id)).sequence());
      }
      recognized.addAll(counting);
    }
    return recognized;
  }

  /// The stream has a message with the slot's id at `sequence`.
  private void known(Slot slot, long sequence, long now) {
    var mine = recent.find(this, slot.key()).filter(known -> known.sequence() == sequence);
    boolean counts = mine.map(known -> now < known.until()).orElseGet(() -> counts(sequence, now));
    boolean last =
        !counts || mine.isPresent() || !stream.knows(slot.later(sequence), slot.subject());
    if (counts && last) {
      slot.replay(sequence);
    } else {
      slot.again(sequence);
    }
  }

  /// Whether the key of the message there still counts, by what the message says; when it is gone,
  /// the server's memory decides.
  private boolean counts(long sequence, long now) {
    var message = stream.get(sequence).or(() -> stream.fromLeader(sequence, ">"));
    return message.filter(entry -> entry.sequence() == sequence).isEmpty()
        || counts(message.get(), now);
  }

  private static boolean counts(Entry message, long now) {
    var until = message.headers().getFirst(UNTIL);
    return until == null || now < Long.parseLong(until);
  }
}
