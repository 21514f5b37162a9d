package io.edgemq.testkit.history;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.testkit.QueueSetup;
import io.edgemq.testkit.TestTime;
import io.edgemq.testkit.model.QueueCommand;
import io.edgemq.testkit.model.QueueCommand.Count;
import io.edgemq.testkit.model.QueueCommand.Kind;
import io.edgemq.testkit.model.QueueCommand.Pass;
import io.edgemq.testkit.model.QueueCommand.Purge;
import io.edgemq.testkit.model.QueueCommand.Receive;
import io.edgemq.testkit.model.QueueCommand.Redrive;
import io.edgemq.testkit.model.QueueCommand.Reopen;
import io.edgemq.testkit.model.QueueCommand.Send;
import io.edgemq.testkit.model.QueueCommand.Settle;
import io.edgemq.testkit.model.QueueCommand.SettleElsewhere;
import io.edgemq.testkit.model.QueueCommand.Unreceive;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/// Random histories of queues. Times come from a few round numbers, so that ends are met exactly.
final class QueueHistories {
  private static final Arbitrary<Integer> QUEUE = Arbitraries.of(0, 0, 0, 1, 2);
  private static final Arbitrary<Integer> HANDLE =
      Arbitraries.frequencyOf(
          Tuple.of(4, Arbitraries.integers().between(0, 3)),
          Tuple.of(1, Arbitraries.integers().between(4, 40)));
  private static final Arbitrary<Duration> SPAN =
      Arbitraries.of(0, 0, 1, 5, 10, 30).map(Duration::ofSeconds);

  private QueueHistories() {}

  /// How a history's queues are.
  ///
  /// @param maxReceives 0: no dead-letter queue
  record World(Ordering ordering, int maxReceives, Duration retention) {
    /// Which of the queues are FIFO.
    enum Ordering {
      NONE,
      FIFO,
      FIFO_WITH_UNORDERED_DEAD_LETTERS
    }

    /// The last dead letters, the dead letters, the queue.
    List<Queue> queues() {
      var dead = ordering == Ordering.FIFO ? QueueSetup.fifo() : QueueSetup.standard();
      var jobs = ordering == Ordering.NONE ? QueueSetup.standard() : QueueSetup.fifo();
      var plain = dead.retention(retention).dedupWindow(Duration.ofSeconds(30));
      var first = jobs.retention(retention).dedupWindow(Duration.ofSeconds(30));
      return List.of(
          queue("cemetery", plain),
          queue("dead", maxReceives == 0 ? plain : plain.deadLetter("cemetery", 2)),
          queue("jobs", maxReceives == 0 ? first : first.deadLetter("dead", maxReceives)));
    }

    private static Queue queue(String name, QueueSetup setup) {
      return new Queue(new QueueName(name), setup.config(), TestTime.START);
    }
  }

  static Arbitrary<World> worlds(Duration retention) {
    return Combinators.combine(Arbitraries.of(World.Ordering.class), Arbitraries.of(0, 1, 2, 3))
        .as((ordering, maxReceives) -> new World(ordering, maxReceives, retention));
  }

  static Arbitrary<List<QueueCommand>> commands(Arbitrary<Duration> passing) {
    return Arbitraries.frequencyOf(
            Tuple.of(25, sends()),
            Tuple.of(25, receives()),
            Tuple.of(30, settlements()),
            Tuple.of(2, elsewhere()),
            Tuple.of(4, HANDLE.map(Unreceive::new)),
            Tuple.of(1, QUEUE.map(number -> new Purge(number - 1))),
            Tuple.of(2, redrives()),
            Tuple.of(4, QUEUE.map(number -> new Count(number - 1))),
            Tuple.of(14, passing.map(Pass::new)),
            Tuple.of(2, Arbitraries.just(new Reopen())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  /// Time that only goes forward.
  static Arbitrary<Duration> forward() {
    return Arbitraries.of(1L, 999L, 1_000L, 5_000L, 10_000L, 29_999L, 30_000L, 60_000L)
        .map(Duration::ofMillis);
  }

  /// Time that also goes back.
  static Arbitrary<Duration> forwardAndBack() {
    return Arbitraries.of(1L, 1_000L, 5_000L, 10_000L, 30_000L, -1L, -5_000L, -60_000L)
        .map(Duration::ofMillis);
  }

  private static Arbitrary<QueueCommand> sends() {
    return Combinators.combine(
            QUEUE,
            Arbitraries.of(1, 1, 1, 2, 5),
            Arbitraries.of(0, 1, 1, 2),
            Arbitraries.of(0, 0, 0, 0, 1, 2),
            SPAN)
        .as(
            (queue, messages, group, key, delay) ->
                new Send(
                    queue - 1,
                    messages,
                    group,
                    key,
                    delay.toSeconds() > 5 ? delay : Duration.ZERO));
  }

  private static Arbitrary<QueueCommand> receives() {
    return Combinators.combine(QUEUE, Arbitraries.of(1, 1, 2, 3, 10), SPAN)
        .as((queue, max, visibility) -> new Receive(queue - 1, max, visibility));
  }

  private static Arbitrary<QueueCommand> settlements() {
    return Combinators.combine(HANDLE, Arbitraries.of(Kind.class), SPAN).as(Settle::new);
  }

  private static Arbitrary<QueueCommand> elsewhere() {
    return Combinators.combine(HANDLE, QUEUE).as(SettleElsewhere::new);
  }

  private static Arbitrary<QueueCommand> redrives() {
    return Combinators.combine(Arbitraries.of(1, 0), Arbitraries.of(0, 0, 2, 5)).as(Redrive::new);
  }
}
