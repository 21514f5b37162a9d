package io.edgemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.testkit.BucketCatalogContract;
import io.edgemq.testkit.KvChangeStreamContract;
import io.edgemq.testkit.KvConditionContract;
import io.edgemq.testkit.KvExpiryContract;
import io.edgemq.testkit.KvFollowContract;
import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.KvIncrementContract;
import io.edgemq.testkit.KvListContract;
import io.edgemq.testkit.KvMarkerContract;
import io.edgemq.testkit.KvReadContract;
import io.edgemq.testkit.KvWriteContract;
import io.edgemq.testkit.history.KvExpiryModelProperties;
import io.edgemq.testkit.history.KvModelProperties;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// Stores of keys and values that are broken on purpose must fail their contract, as
/// [BrokenStoreTest]
/// says.
@Tag("slow")
class BrokenKvStoreTest {
  private static Optional<KvFault> fault = Optional.empty();

  private static KvHarness openBroken() {
    return new LastingKvHarness(fault);
  }

  @AfterEach
  void mend() {
    fault = Optional.empty();
  }

  private static TestExecutionSummary run(Optional<KvFault> broken, Class<?>... tests) {
    fault = broken;
    var summary = new SummaryGeneratingListener();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(tests).map(DiscoverySelectors::selectClass).toList())
            .configurationParameter("jqwik.shrinking.default", "OFF")
            .configurationParameter("jqwik.failures.after.default", "RANDOM_SEED")
            .configurationParameter("jqwik.reporting.usejunitplatform", "true")
            .configurationParameter("jqwik.database", "target/broken-stores")
            .build();
    LauncherFactory.create().execute(request, summary);
    assertThat(summary.getSummary().getTestsFoundCount()).as("tests found").isPositive();
    return summary.getSummary();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_broken_store(KvFault broken) {
    assertThat(run(Optional.of(broken), Examples.class).getTestsFailedCount()).isPositive();
  }

  /// Histories look at no topic, and a store may drop markers when it likes.
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TELLS_TWICE", "KNOWS_NO_GAP"})
  void the_histories_reject_a_broken_store(KvFault broken) {
    assertThat(run(Optional.of(broken), Lasting.class, Expiring.class).getTestsFailedCount())
        .isPositive();
  }

  @Test
  void the_same_store_unbroken_is_accepted() {
    var examples = run(Optional.empty(), Examples.class);
    assertThat(examples.getFailures()).extracting(f -> f.getException()).isEmpty();
    var histories = run(Optional.empty(), Lasting.class, Expiring.class);

    assertThat(histories.getFailures()).extracting(f -> f.getException()).isEmpty();
    assertThat(histories.getTestsSucceededCount()).isEqualTo(2);
  }

  /// Without the examples that wait.
  static class Examples {
    @Nested
    class BucketCatalogs extends BucketCatalogContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Writes extends KvWriteContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Conditions extends KvConditionContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Reads extends KvReadContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Lists extends KvListContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Increments extends KvIncrementContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Expirys extends KvExpiryContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Markers extends KvMarkerContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Follows extends KvFollowContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }

    @Nested
    class ChangeStreams extends KvChangeStreamContract {
      @Override
      protected KvHarness open() {
        return openBroken();
      }
    }
  }

  static class Lasting extends KvModelProperties {
    @Override
    protected KvHarness open() {
      return openBroken();
    }
  }

  static class Expiring extends KvExpiryModelProperties {
    @Override
    protected KvHarness open() {
      return openBroken();
    }
  }
}
