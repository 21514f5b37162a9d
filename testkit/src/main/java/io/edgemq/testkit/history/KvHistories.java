package io.edgemq.testkit.history;

import io.edgemq.domain.Placement;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.testkit.model.KvCommand;
import io.edgemq.testkit.model.KvCommand.Follow;
import io.edgemq.testkit.model.KvCommand.Increment;
import io.edgemq.testkit.model.KvCommand.ListKeys;
import io.edgemq.testkit.model.KvCommand.Look;
import io.edgemq.testkit.model.KvCommand.Next;
import io.edgemq.testkit.model.KvCommand.On;
import io.edgemq.testkit.model.KvCommand.Pass;
import io.edgemq.testkit.model.KvCommand.Put;
import io.edgemq.testkit.model.KvCommand.Read;
import io.edgemq.testkit.model.KvCommand.Remove;
import io.edgemq.testkit.model.KvCommand.Reopen;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/// Random histories of a bucket.
final class KvHistories {
  private static final Arbitrary<String> KEY =
      Arbitraries.of("a", "a", "b", "a.x", "a.y.z", "n", "n");

  private static final Arbitrary<KeyFilter> FILTER =
      Arbitraries.of(">", ">", "*", "a.>", "a.*", "*.x", "a", "none.*").map(KeyFilter::new);

  private KvHistories() {}

  /// Buckets whose values live for one of `ttls`, or for ever.
  static Arbitrary<BucketConfig> configs(List<Duration> ttls) {
    return Combinators.combine(Arbitraries.of(1, 1, 2, 3, 64), perhaps(ttls))
        .as((history, ttl) -> new BucketConfig(history, ttl, null, Placement.DEFAULT, null));
  }

  private static Arbitrary<Duration> perhaps(List<Duration> ttls) {
    return ttls.isEmpty()
        ? Arbitraries.just(Duration.ZERO).injectNull(1)
        : Arbitraries.of(ttls).injectNull(0.5);
  }

  /// @param ttls that writers ask for, besides none
  /// @param steps by which time passes
  static Arbitrary<List<KvCommand>> commands(List<Duration> ttls, List<Duration> steps) {
    var ttl = perhaps(ttls);
    return Arbitraries.frequencyOf(
            Tuple.of(30, puts(ttl)),
            Tuple.of(8, removals()),
            Tuple.of(8, counts(ttl)),
            Tuple.of(15, reads()),
            Tuple.of(6, listings()),
            Tuple.of(5, Arbitraries.just(new Look())),
            Tuple.of(5, Arbitraries.of(0L, 0L, 2L, 5L, 40L).map(Follow::new)),
            Tuple.of(15, nexts()),
            Tuple.of(12, Arbitraries.of(steps).map(Pass::new)),
            Tuple.of(2, Arbitraries.just(new Reopen())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<On> on() {
    return Arbitraries.of(On.ANYTHING, On.ANYTHING, On.ANYTHING, On.ABSENT, On.CURRENT, On.STALE);
  }

  private static Arbitrary<KvCommand> puts(Arbitrary<Duration> ttl) {
    return Combinators.combine(KEY, Arbitraries.of(0, 0, 1, 30, 300), ttl, on()).as(Put::new);
  }

  private static Arbitrary<KvCommand> removals() {
    return Combinators.combine(KEY, Arbitraries.of(Removal.Kind.values()), on()).as(Remove::new);
  }

  private static Arbitrary<KvCommand> counts(Arbitrary<Duration> ttl) {
    var delta = Arbitraries.of(1L, 1L, -3L, 0L, Long.MAX_VALUE);
    return Combinators.combine(Arbitraries.of("n", "n", "n", "a"), delta, ttl).as(Increment::new);
  }

  private static Arbitrary<KvCommand> reads() {
    return Combinators.combine(KEY, Arbitraries.of(-2L, 0L, 1L, 2L, 5L, 20L)).as(Read::new);
  }

  private static Arbitrary<KvCommand> listings() {
    return Combinators.combine(FILTER, Arbitraries.of(1, 2, 100), Arbitraries.of(1L, 50L, 10_000L))
        .as(ListKeys::new);
  }

  private static Arbitrary<KvCommand> nexts() {
    return Combinators.combine(Arbitraries.of(0, 1, 2, 3), Arbitraries.of(1, 2, 10)).as(Next::new);
  }
}
