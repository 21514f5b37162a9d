package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says which messages a save writes for dead letters, and divides them into batches.
final class LetterChanges {
  /// How many messages one batch has at most, beside the lane's own.
  static final int MOST = 800;

  /// How many bytes of bodies one batch has at most, unless it has one message.
  static final int MOST_BYTES = 4 << 20;

  private static final System.Logger LOG = System.getLogger(LetterChanges.class.getName());

  private final LatestMessages messages;

  LetterChanges(LatestMessages messages) {
    this.messages = messages;
  }

  /// What to write for `settled`.
  List<Outgoing> of(SubscriptionRef subscription, Settled settled) {
    if (settled.dead().isEmpty() && settled.redriven().isEmpty()) {
      return List.of();
    }
    var marks = Letters.marks(messages, subscription);
    var ended = Set.copyOf(settled.redriven());
    var dead = new LinkedHashMap<Long, DeadLetter>();
    settled.dead().forEach(letter -> dead.put(letter.message().sequence(), letter));
    var keys = new Keys(subscription);
    var written = new ArrayList<Outgoing>();
    long dropped = 0;
    for (var letter : dead.values()) {
      dropped += addDead(written, keys, letter, marks, ended);
    }
    if (dropped > 0) {
      written.add(LetterLimit.counting(messages, keys, dropped));
    }
    marks.forEach(
        (sequence, number) -> {
          if (ended.contains(number)) {
            written.add(messages.gone(keys.redrive(number, sequence)));
            if (!dead.containsKey(sequence)) {
              written.add(messages.gone(keys.dead(sequence)));
            }
          }
        });
    return written;
  }

  /// Adds what makes `letter` a dead letter. Answers how many were dropped: one when the servers
  /// take no message of its size. A lane that waited for that would stand still for ever.
  private int addDead(
      List<Outgoing> written,
      Keys keys,
      DeadLetter letter,
      Map<Long, Long> marks,
      Set<Long> ended) {
    long sequence = letter.message().sequence();
    var number = marks.get(sequence);
    if (number != null && !ended.contains(number)) {
      if (isStored(keys.dead(sequence), letter)) {
        return 0; // saved before; whoever has it tried again since meant this very letter
      }
      written.add(messages.gone(keys.redrive(number, sequence)));
    }
    var outgoing = LetterFormat.outgoing(messages.subject(keys.dead(sequence)), letter);
    if (outgoing.fitsInBatch(messages.stream().maxPayload())) {
      written.add(outgoing);
      return 0;
    }
    if (number != null) {
      written.add(messages.gone(keys.dead(sequence)));
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "a dead letter is dropped: the servers take no message of its size; key={0} bytes={1}",
        keys.dead(sequence),
        Integer.toString(outgoing.body().length));
    return 1;
  }

  private boolean isStored(String key, DeadLetter letter) {
    return messages
        .latest(key)
        .flatMap(entry -> LetterFormat.letter(key, entry))
        .filter(letter::equals)
        .isPresent();
  }

  /// Divides `written` into batches; one that is empty when there is nothing to write.
  static List<List<Outgoing>> batches(List<Outgoing> written) {
    var batches = new ArrayList<List<Outgoing>>();
    var batch = new ArrayList<Outgoing>();
    long bytes = 0;
    for (var message : written) {
      bytes += message.body().length;
      if (!batch.isEmpty() && (batch.size() >= MOST || bytes > MOST_BYTES)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        bytes = message.body().length;
      }
      batch.add(message);
    }
    batches.add(List.copyOf(batch));
    return batches;
  }
}
