package io.edgemq.nats.push;

import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.LatestMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A page of what is tried again, while it is read. A letter is stored once more when it gets its
/// number, so letters lie in the stream in the order of their numbers, and a replica that is asked
/// for some of them, up to a number of bytes, answers with the first ones.
final class RedrivenPage {
  private final LatestMessages messages;
  private final Keys keys;
  private final Bounds bounds;
  private final List<Redriven> found = new ArrayList<>();
  private long bytes;

  /// What belongs to it.
  ///
  /// @param from the first number
  /// @param limit how many there are at most
  /// @param maxBytes payload bytes after which it ends; the first letter is in it in any case
  record Bounds(long from, int limit, long maxBytes) {}

  RedrivenPage(LatestMessages messages, Keys keys, Bounds bounds) {
    this.messages = messages;
    this.keys = keys;
    this.bounds = bounds;
  }

  /// Whether nothing more belongs to it.
  boolean isFull() {
    return found.size() >= bounds.limit() || (!found.isEmpty() && bytes >= bounds.maxBytes());
  }

  /// Adds the letters of `marks`, which are in order, as long as it is not full.
  void add(List<Entry> marks) {
    var wanted =
        marks.stream()
            .filter(mark -> !LatestMessages.isGone(mark.headers()))
            .map(messages::key)
            .filter(mark -> Keys.number(mark) >= bounds.from())
            .toList();
    int from = 0;
    while (from < wanted.size() && !isFull()) {
      int most = Math.min(LatestMessages.MANY, bounds.limit() - found.size());
      int to = Math.min(wanted.size(), from + most);
      addSome(wanted.subList(from, to));
      from = to;
    }
  }

  private void addSome(List<String> marks) {
    int most = Math.clamp(bounds.maxBytes() - bytes, 1, Integer.MAX_VALUE);
    var dead = marks.stream().map(mark -> keys.dead(Keys.sequence(mark))).toList();
    var first = messages.first(dead, most);
    for (int i = 0; i < marks.size() && !isFull(); i++) {
      long number = Keys.number(marks.get(i));
      letter(dead.get(i), first).ifPresent(letter -> add(number, letter));
    }
  }

  private Optional<DeadLetter> letter(String key, Map<String, Entry> first) {
    return Optional.ofNullable(first.get(key))
        .or(() -> messages.latest(key))
        .flatMap(entry -> LetterFormat.letter(key, entry));
  }

  private void add(long number, DeadLetter letter) {
    found.add(new Redriven(number, letter));
    bytes += letter.message().content().payload().size();
  }

  List<Redriven> found() {
    return List.copyOf(found);
  }
}
