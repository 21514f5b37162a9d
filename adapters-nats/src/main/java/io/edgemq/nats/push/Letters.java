package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Between;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which dead letters a subscription has, as the stream's leader knows it.
///
/// @param all their sequences
/// @param redriven those that are tried again: their sequences, each with its number
record Letters(NavigableSet<Long> all, Map<Long, Long> redriven) {

  static Letters of(LatestMessages messages, SubscriptionRef subscription) {
    var keys = new Keys(subscription);
    var all = new TreeSet<Long>();
    var redriven = marks(messages, subscription);
    for (var key : messages.keys(keys.everyDead())) {
      all.add(Keys.sequence(key));
    }
    return new Letters(all, redriven);
  }

  /// The sequences of those that are tried again, each with its number.
  static Map<Long, Long> marks(LatestMessages messages, SubscriptionRef subscription) {
    var marks = new HashMap<Long, Long>();
    for (var key : messages.keys(new Keys(subscription).everyRedrive())) {
      marks.merge(Keys.sequence(key), Keys.number(key), Math::max);
    }
    return marks;
  }

  private boolean isResting(long sequence) {
    return all.contains(sequence) && !redriven.containsKey(sequence);
  }

  /// Those with a sequence beyond `after` that are not tried again, by sequence.
  List<Long> resting(long after) {
    return all.tailSet(after, false).stream().filter(this::isResting).toList();
  }

  /// Those of `selection` that are not tried again, by sequence.
  List<Long> resting(Selection selection) {
    Stream<Long> some =
        switch (selection) {
          case All _ -> all.stream();
          case Between(long from, long to) when from > to -> Stream.empty();
          case Between(long from, long to) -> all.subSet(from, true, to, true).stream();
          case Sequences(var sequences) -> sequences.stream().sorted();
        };
    return some.filter(this::isResting).toList();
  }

  /// How many are not tried again.
  long countResting() {
    return all.size() - redriven.keySet().stream().filter(all::contains).count();
  }
}
