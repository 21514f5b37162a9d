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
    dead.forEach((sequence, letter) -> addDead(written, keys, letter, marks, ended));
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

  private void addDead(
      List<Outgoing> written,
      Keys keys,
      DeadLetter letter,
      Map<Long, Long> marks,
      Set<Long> ended) {
    long sequence = letter.message().sequence();
    var number = marks.get(sequence);
    if (number != null && !ended.contains(number)) {
      if (isStored(keys.dead(sequence), letter)) {
        return; // saved before; whoever has it tried again since meant this very letter
      }
      written.add(messages.gone(keys.redrive(number, sequence)));
    }
    written.add(LetterFormat.outgoing(messages.subject(keys.dead(sequence)), letter));
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
