package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.DeadLetterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [DeadLetterStore] on JetStream. A letter is one message; one that is tried again has a mark
/// beside it, whose key has its number. Nothing is kept in memory: each question is asked of the
/// stream, which lists its keys.
public final class NatsDeadLetterStore implements DeadLetterStore {
  private static final int PAGE = 256;
  private static final int PAGE_BYTES = 1 << 20;

  private final LatestMessages messages;

  public NatsDeadLetterStore(LatestMessages messages) {
    this.messages = messages;
  }

  @Override
  public List<DeadLetter> list(SubscriptionRef subscription, long after, int limit) {
    var keys = new Keys(subscription);
    var resting = Letters.of(messages, subscription).resting(after);
    var letters = new ArrayList<DeadLetter>();
    int from = 0;
    while (letters.size() < limit && from < resting.size()) {
      int to = Math.min(resting.size(), from + Math.min(PAGE, limit - letters.size()));
      letters.addAll(fetch(keys, resting.subList(from, to)));
      from = to;
    }
    return letters;
  }

  private List<DeadLetter> fetch(Keys keys, List<Long> sequences) {
    var wanted = sequences.stream().map(keys::dead).toList();
    var found = messages.latest(wanted);
    return wanted.stream().flatMap(key -> letter(found, key).stream()).toList();
  }

  private static Optional<DeadLetter> letter(Map<String, Entry> found, String key) {
    return Optional.ofNullable(found.get(key)).flatMap(entry -> LetterFormat.letter(key, entry));
  }

  /// What is too old, the server drops and does not count: only what went because there were too
  /// many is counted as dropped.
  @Override
  public Counts count(SubscriptionRef subscription) {
    var letters = Letters.of(messages, subscription);
    return new Counts(
        letters.countResting(), LetterLimit.dropped(messages, new Keys(subscription)));
  }

  @Override
  public long count(SubscriptionRef subscription, Selection selection) {
    return Letters.of(messages, subscription).resting(selection).size();
  }

  @Override
  public long redrive(SubscriptionRef subscription, Selection selection) {
    return Redrives.redrive(messages, subscription, selection);
  }

  @Override
  public List<Redriven> redriven(
      SubscriptionRef subscription, long from, int limit, long maxBytes) {
    var keys = new Keys(subscription);
    var letters = new RedrivenPage(messages, keys, new RedrivenPage.Bounds(from, limit, maxBytes));
    long next = 1;
    while (!letters.isFull()) {
      var marks = marks(keys, next);
      if (marks.isEmpty()) {
        break;
      }
      next = marks.getLast().sequence() + 1;
      letters.add(marks);
    }
    return letters.found();
  }

  /// The marks from `next` in the stream on. Any replica is asked; when it has no more, the leader
  /// is, because whoever reads on behind them must not miss one.
  private List<Entry> marks(Keys keys, long next) {
    var filter = messages.subject(keys.everyRedrive());
    var stream = messages.stream();
    var marks = stream.read(new StreamClient.Query(next, filter, PAGE, PAGE_BYTES)).entries();
    return marks.isEmpty() ? stream.fromLeader(next, filter).stream().toList() : marks;
  }
}
