package io.edgemq.testkit.history;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.testkit.HistoryRun;
import io.edgemq.testkit.QueueSetup;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TestTime;
import io.edgemq.testkit.model.ForwardCommand;
import io.edgemq.testkit.model.ForwardCommand.Lease;
import io.edgemq.testkit.model.ForwardCommand.Offer;
import io.edgemq.testkit.model.ForwardCommand.Pass;
import io.edgemq.testkit.model.ForwardCommand.Purge;
import io.edgemq.testkit.model.ForwardCommand.Remake;
import io.edgemq.testkit.model.ForwardCommand.Reopen;
import io.edgemq.testkit.model.ForwardCommand.Retire;
import io.edgemq.testkit.model.ForwardCommand.Send;
import io.edgemq.testkit.model.ForwardCommand.Take;
import io.edgemq.testkit.model.ForwardHistory;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/// Whatever happens to a queue, what sources forward into it is stored once. A history that fails
/// is shrunk and printed with its seed; make a named example of it.
public abstract class ForwardModelProperties {
  private static final Arbitrary<Integer> SOURCE = Arbitraries.of(0, 0, 0, 1, 1, 2);

  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void what_is_forwarded_is_stored_once(@ForAll("commands") List<ForwardCommand> commands) {
    play(
        new Queue(new QueueName("jobs"), QueueSetup.standard().config(), TestTime.START), commands);
  }

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void what_is_forwarded_into_a_fifo_queue_is_stored_once(
      @ForAll("commands") List<ForwardCommand> commands) {
    play(
        new Queue(new QueueName("jobs.fifo"), QueueSetup.fifo().config(), TestTime.START),
        commands);
  }

  private void play(Queue queue, List<ForwardCommand> commands) {
    try (var store = open()) {
      new ForwardHistory(store, queue).play(commands);
    }
  }

  @Provide
  Arbitrary<List<ForwardCommand>> commands() {
    return Arbitraries.frequencyOf(
            Tuple.of(40, offers()),
            Tuple.of(8, Arbitraries.just(new Send())),
            Tuple.of(8, Arbitraries.of(1, 3, 100).map(Lease::new)),
            Tuple.of(20, Arbitraries.of(1, 2, 5, 100).map(Take::new)),
            Tuple.of(5, Arbitraries.just(new Purge())),
            Tuple.of(8, times().map(Pass::new)),
            Tuple.of(4, SOURCE.map(Retire::new)),
            Tuple.of(2, Arbitraries.just(new Remake())),
            Tuple.of(4, Arbitraries.just(new Reopen())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(50)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<ForwardCommand> offers() {
    return Combinators.combine(
            SOURCE,
            Arbitraries.of(0, 0, 0, 1, 2, 5, 100),
            Arbitraries.of(0, 1, 1, 2, 3, 8, 30),
            Arbitraries.of(1, 1, 1, 2, 7))
        .as(Offer::new);
  }

  /// Within a lease, beyond it, beyond the dedup window, beyond retention.
  private static Arbitrary<Duration> times() {
    return Arbitraries.of(1, 31, 180, 500_000).map(Duration::ofSeconds);
  }
}
