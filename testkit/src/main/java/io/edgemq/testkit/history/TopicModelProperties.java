package io.edgemq.testkit.history;

import io.edgemq.domain.TopicConfig;
import io.edgemq.testkit.HistoryRun;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.model.TopicCommand;
import io.edgemq.testkit.model.TopicHistory;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/// Whatever happens to a topic, its store answers as the model allows. A history that fails is
/// shrunk and printed with its seed; make a named example of it.
public abstract class TopicModelProperties {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void every_answer_of_a_topic_with_retention_is_allowed(
      @ForAll("brief") TopicConfig config, @ForAll("forward") List<TopicCommand> commands) {
    play(config, commands);
  }

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void every_answer_of_a_topic_is_allowed_when_the_clock_is_set_back(
      @ForAll("lasting") TopicConfig config, @ForAll("back") List<TopicCommand> commands) {
    play(config, commands);
  }

  private void play(TopicConfig config, List<TopicCommand> commands) {
    try (var store = open()) {
      new TopicHistory(store, config).play(commands);
    }
  }

  @Provide
  Arbitrary<TopicConfig> brief() {
    return TopicHistories.configs(TopicHistories.BRIEF);
  }

  @Provide
  Arbitrary<TopicConfig> lasting() {
    return TopicHistories.configs(TopicHistories.LASTING);
  }

  @Provide
  Arbitrary<List<TopicCommand>> forward() {
    return TopicHistories.commands(TopicHistories.BRIEF, List.of(1L, 999L, 1_000L, 30_000L));
  }

  @Provide
  Arbitrary<List<TopicCommand>> back() {
    return TopicHistories.commands(
        TopicHistories.LASTING, List.of(1L, 1_000L, 60_000L, -1L, -1_000L, -120_000L));
  }
}
