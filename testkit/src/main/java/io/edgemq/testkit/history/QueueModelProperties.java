package io.edgemq.testkit.history;

import io.edgemq.testkit.HistoryRun;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.history.QueueHistories.World;
import io.edgemq.testkit.model.QueueCommand;
import io.edgemq.testkit.model.QueueHistory;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/// Whatever happens to a queue, its store answers as the model allows. A history that fails is
/// shrunk and printed with its seed; make a named example of it.
public abstract class QueueModelProperties {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void every_answer_of_a_queue_with_retention_is_allowed(
      @ForAll("brief") World world, @ForAll("forward") List<QueueCommand> commands) {
    play(world, commands);
  }

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void every_answer_of_a_queue_is_allowed_when_the_clock_is_set_back(
      @ForAll("lasting") World world, @ForAll("back") List<QueueCommand> commands) {
    play(world, commands);
  }

  private void play(World world, List<QueueCommand> commands) {
    try (var store = open()) {
      new QueueHistory(store, world.queues()).play(commands);
    }
  }

  @Provide
  Arbitrary<World> brief() {
    return QueueHistories.worlds(Duration.ofSeconds(60));
  }

  @Provide
  Arbitrary<World> lasting() {
    return QueueHistories.worlds(Duration.ofDays(4));
  }

  @Provide
  Arbitrary<List<QueueCommand>> forward() {
    return QueueHistories.commands(QueueHistories.forward());
  }

  @Provide
  Arbitrary<List<QueueCommand>> back() {
    return QueueHistories.commands(QueueHistories.forwardAndBack());
  }
}
