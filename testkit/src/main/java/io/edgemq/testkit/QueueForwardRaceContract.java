package io.edgemq.testkit;

import static io.edgemq.testkit.QueueForwardContract.range;
import static io.edgemq.testkit.QueueForwardContract.stored;
import static io.edgemq.testkit.QueueForwardContract.texts;
import static io.edgemq.testkit.TestMessages.message;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Whoever offers the messages of one source at once: each is stored once, in order.
public abstract class QueueForwardRaceContract extends StoreContract {
  private static final SourceId SOURCE = new SourceId("sub_1-0");
  private static final SourceId OTHER = new SourceId("sub_2-0");
  private static final int THREADS = 4;
  private static final int EACH = 120;
  private static final ReceiveRequest KEEP = new ReceiveRequest(5, ofHours(12), ofMillis(100));

  /// Each offers both sources from what it knows of their marks, and some of what is before again.
  @Test
  void what_many_offer_at_once_is_stored_once() {
    var queue = queue();
    var crew = new ArrayList<Background<Long>>();
    for (int i = 0; i < THREADS; i++) {
      var random = new Random(i);
      crew.add(Background.start(() -> offerAll(queue, random)));
    }

    assertThat(crew).allSatisfy(each -> assertThat(each.result()).isEqualTo(2 * EACH));

    var received = stored(queue);
    assertThat(received.stream().filter(text -> text.startsWith("s")))
        .isEqualTo(texts(range(1, EACH)));
    assertThat(received.stream().filter(text -> text.startsWith("o")))
        .isEqualTo(LongStream.rangeClosed(1, EACH).mapToObj(i -> "o" + i).toList());
  }

  /// The sum of the marks at the end.
  private static long offerAll(QueueProbe queue, Random random) {
    long ours = 0;
    long others = 0;
    while (ours < EACH || others < EACH) {
      ours = offer(queue, SOURCE, batch("s", ours, random));
      others = offer(queue, OTHER, batch("o", others, random));
    }
    return ours + others;
  }

  /// Up to 9 messages, of which the first is not beyond the one after `mark`.
  private static List<SourceMessage> batch(String prefix, long mark, Random random) {
    long first = Math.clamp(mark + 1 - random.nextInt(5), 1, EACH);
    return LongStream.rangeClosed(first, Math.min(EACH, first + random.nextInt(9)))
        .mapToObj(sequence -> new SourceMessage(sequence, message(prefix + sequence)))
        .toList();
  }

  private static long offer(QueueProbe queue, SourceId source, List<SourceMessage> batch) {
    long mark = queue.forward(source, batch);
    assertThat(mark).isBetween(batch.getLast().sequence(), (long) EACH);
    return mark;
  }

  @Test
  void what_is_taken_while_many_offer_it_is_taken_once() {
    var queue = queue();
    var taken = new ConcurrentLinkedQueue<String>();
    var crew = new ArrayList<Background<Long>>();
    for (int i = 0; i < THREADS; i++) {
      var random = new Random(i);
      crew.add(Background.start(() -> offerAll(queue, random)));
    }

    var taker =
        Background.start(
            () -> {
              while (taken.size() < 2 * EACH) {
                for (var leased : queue.receive(KEEP)) {
                  taken.add(TestMessages.text(leased.message().content()));
                  queue.ack(leased);
                }
              }
              return taken.size();
            });
    crew.forEach(Background::result);

    assertThat(taker.result()).isEqualTo(2 * EACH);
    assertThat(taken).doesNotHaveDuplicates();
    assertThat(queue.counts().ready() + queue.counts().inFlight()).isZero();
  }
}
