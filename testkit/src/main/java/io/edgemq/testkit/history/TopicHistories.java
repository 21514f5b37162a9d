package io.edgemq.testkit.history;

import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.testkit.TestTime;
import io.edgemq.testkit.TopicProbe;
import io.edgemq.testkit.model.TopicCommand;
import io.edgemq.testkit.model.TopicCommand.Append;
import io.edgemq.testkit.model.TopicCommand.Configure;
import io.edgemq.testkit.model.TopicCommand.Locate;
import io.edgemq.testkit.model.TopicCommand.Look;
import io.edgemq.testkit.model.TopicCommand.Next;
import io.edgemq.testkit.model.TopicCommand.Pass;
import io.edgemq.testkit.model.TopicCommand.Read;
import io.edgemq.testkit.model.TopicCommand.Reopen;
import io.edgemq.testkit.model.TopicCommand.Tail;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/// Random histories of a topic.
final class TopicHistories {
  /// Retentions that histories reach.
  static final List<Duration> BRIEF = List.of(Duration.ofSeconds(30), Duration.ofSeconds(60));

  /// A retention that they do not.
  static final List<Duration> LASTING = List.of(Duration.ofDays(7));

  private static final Arbitrary<SubjectFilter> FILTER =
      Arbitraries.of(
          SubjectFilter.ALL,
          SubjectFilter.ALL,
          TopicProbe.matching("orders.a"),
          TopicProbe.matching("orders.*.x"),
          TopicProbe.matching("orders.>"),
          TopicProbe.matching("orders.none"),
          TopicProbe.anyOf("orders", "orders.a"),
          TopicProbe.anyOf("orders.a", "orders.*.x", "orders.c.>"));

  private TopicHistories() {}

  static Arbitrary<TopicConfig> configs(List<Duration> retentions) {
    return Combinators.combine(
            Arbitraries.of(retentions),
            Arbitraries.of(50L, 200L).injectNull(0.7),
            Arbitraries.of(1L, 3L, 10L).injectNull(0.7))
        .as((retention, bytes, messages) -> config(retention, bytes, messages));
  }

  private static TopicConfig config(
      Duration retention, @Nullable Long bytes, @Nullable Long messages) {
    var plain = TopicConfig.DEFAULT;
    return new TopicConfig(retention, bytes, messages, plain.storage(), plain.placement());
  }

  static Arbitrary<List<TopicCommand>> commands(List<Duration> retentions, List<Long> steps) {
    return Arbitraries.frequencyOf(
            Tuple.of(30, appends()),
            Tuple.of(15, reads()),
            Tuple.of(12, locations()),
            Tuple.of(5, Arbitraries.just(new Look())),
            Tuple.of(5, Arbitraries.of(0L, 0L, 2L, 5L, 40L).map(Tail::new)),
            Tuple.of(15, nexts()),
            Tuple.of(3, configs(retentions).map(Configure::new)),
            Tuple.of(12, Arbitraries.of(steps).map(Duration::ofMillis).map(Pass::new)),
            Tuple.of(2, Arbitraries.just(new Reopen())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<TopicCommand> appends() {
    return Combinators.combine(
            Arbitraries.of(1, 1, 1, 2, 5),
            Arbitraries.of("", ".a", ".a", ".b.x", ".c.x.y"),
            Arbitraries.of(0, 0, 1, 30, 70),
            Arbitraries.of(0, 0, 0, 0, 1, 2))
        .as(Append::new);
  }

  private static Arbitrary<TopicCommand> reads() {
    return Combinators.combine(
            Arbitraries.of(-3L, 0L, 1L, 5L, 20L, 100L),
            FILTER,
            Arbitraries.of(1, 2, 10, 100),
            Arbitraries.of(1L, 40L, 1_000L))
        .as(Read::new);
  }

  private static Arbitrary<TopicCommand> locations() {
    var starts =
        Arbitraries.of(
            Start.LATEST,
            Start.EARLIEST,
            new Start.AtSequence(1),
            new Start.AtSequence(7),
            new Start.AtSequence(1_000),
            new Start.LastN(1),
            new Start.LastN(3),
            new Start.LastN(1_000),
            new Start.AtTime(TestTime.START),
            new Start.AtTime(TestTime.START.plusMillis(1)),
            new Start.AtTime(TestTime.START.plusSeconds(31)),
            new Start.AtTime(TestTime.START.plusSeconds(1_000_000)));
    return Combinators.combine(starts, FILTER).as(Locate::new);
  }

  private static Arbitrary<TopicCommand> nexts() {
    return Combinators.combine(Arbitraries.of(0, 1, 2, 3), Arbitraries.of(1, 2, 10)).as(Next::new);
  }
}
