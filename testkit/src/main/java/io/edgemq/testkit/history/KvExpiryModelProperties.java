package io.edgemq.testkit.history;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.testkit.HistoryRun;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.model.KvCommand;
import io.edgemq.testkit.model.KvHistory;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/// Whatever happens to a bucket whose values expire, its store answers as the model allows: for
/// stores
/// whose values and markers follow the time of the tests. A history
/// that fails is shrunk and printed with its seed; make a named example of it.
public abstract class KvExpiryModelProperties {
  /// A new, empty, open store.
  protected abstract KvHarness open();

  @Property
  @AddLifecycleHook(HistoryRun.class)
  void every_answer_of_a_bucket_whose_values_expire_is_allowed(
      @ForAll("configs") BucketConfig config, @ForAll("commands") List<KvCommand> commands) {
    try (var store = open()) {
      new KvHistory(store, config).play(commands);
    }
  }

  @Provide
  Arbitrary<BucketConfig> configs() {
    return KvHistories.configs(List.of(ofSeconds(1), ofSeconds(10)));
  }

  @Provide
  Arbitrary<List<KvCommand>> commands() {
    return KvHistories.commands(
        List.of(ofSeconds(1), ofSeconds(10)),
        List.of(ofMillis(1), ofMillis(999), ofSeconds(1), ofSeconds(3), ofSeconds(10), ofDays(7)));
  }
}
