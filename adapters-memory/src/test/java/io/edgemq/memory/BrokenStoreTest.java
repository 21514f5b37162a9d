package io.edgemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.edgemq.testkit.AuditLogContract;
import io.edgemq.testkit.KeyChangesContract;
import io.edgemq.testkit.QueueCatalogContract;
import io.edgemq.testkit.QueueDedupContract;
import io.edgemq.testkit.QueueExtendContract;
import io.edgemq.testkit.QueueFifoContract;
import io.edgemq.testkit.QueueForwardMarkContract;
import io.edgemq.testkit.QueueKeepContract;
import io.edgemq.testkit.QueueLeaseContract;
import io.edgemq.testkit.QueueReopenContract;
import io.edgemq.testkit.QueueSettleContract;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.StorePorts;
import io.edgemq.testkit.SubscriptionChangesContract;
import io.edgemq.testkit.SubscriptionStoreContract;
import io.edgemq.testkit.TenantChangesContract;
import io.edgemq.testkit.TenantStoreContract;
import io.edgemq.testkit.TopicCatalogContract;
import io.edgemq.testkit.TopicContract;
import io.edgemq.testkit.history.ForwardModelProperties;
import io.edgemq.testkit.history.QueueModelProperties;
import io.edgemq.testkit.history.TopicModelProperties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// A contract that nothing can fail proves nothing: stores that are broken on purpose must fail it,
/// its examples and its histories each, and the same store unbroken must pass. What the histories
/// print about the broken ones is expected.
@Tag("slow")
class BrokenStoreTest {
  private static UnaryOperator<StorePorts> fault = UnaryOperator.identity();

  private static StoreHarness openBroken() {
    return new LastingMemoryHarness(fault);
  }

  @AfterEach
  void mend() {
    fault = UnaryOperator.identity();
  }

  private static TestExecutionSummary run(Class<?> tests, UnaryOperator<StorePorts> broken) {
    fault = broken;
    var summary = new SummaryGeneratingListener();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(tests))
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
  void the_histories_reject_a_broken_queue_store(Fault broken) {
    assertThat(run(QueueHistories.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_broken_queue_store(Fault broken) {
    assertThat(run(QueueExamples.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_histories_reject_a_store_that_forwards_wrongly(ForwardFault broken) {
    assertThat(run(ForwardHistories.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_store_that_forwards_wrongly(ForwardFault broken) {
    assertThat(run(ForwardExamples.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_histories_reject_a_broken_topic_log(TopicFault broken) {
    assertThat(run(TopicHistories.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_broken_topic_log(TopicFault broken) {
    assertThat(run(TopicExamples.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_broken_directory(DirectoryFault broken) {
    assertThat(run(DirectoryExamples.class, broken).getTestsFailedCount()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void the_examples_reject_a_broken_control_plane(ControlFault broken) {
    assertThat(run(DirectoryExamples.class, broken).getTestsFailedCount()).isPositive();
  }

  @Test
  void the_directory_examples_accept_the_same_store_unbroken() {
    assertThat(run(DirectoryExamples.class, UnaryOperator.identity()).getFailures()).isEmpty();
  }

  @Test
  void the_histories_accept_the_same_store_unbroken() {
    var queues = run(QueueHistories.class, UnaryOperator.identity());
    var topics = run(TopicHistories.class, UnaryOperator.identity());
    var forwards = run(ForwardHistories.class, UnaryOperator.identity());

    assertThat(queues.getFailures()).isEmpty();
    assertThat(topics.getFailures()).isEmpty();
    assertThat(forwards.getFailures()).isEmpty();
    assertThat(queues.getTestsSucceededCount() + topics.getTestsSucceededCount()).isEqualTo(4);
    assertThat(forwards.getTestsSucceededCount()).isEqualTo(2);
  }

  static class QueueHistories extends QueueModelProperties {
    @Override
    protected StoreHarness open() {
      return openBroken();
    }
  }

  static class TopicHistories extends TopicModelProperties {
    @Override
    protected StoreHarness open() {
      return openBroken();
    }
  }

  static class ForwardHistories extends ForwardModelProperties {
    @Override
    protected StoreHarness open() {
      return openBroken();
    }
  }

  static class ForwardExamples extends QueueForwardMarkContract {
    @Override
    protected StoreHarness open() {
      return openBroken();
    }
  }

  /// Without the examples that wait: a broken store would make them wait for a long time.
  static class QueueExamples {
    @Nested
    class Lease extends QueueLeaseContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Settle extends QueueSettleContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Extend extends QueueExtendContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Fifo extends QueueFifoContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Dedup extends QueueDedupContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Keep extends QueueKeepContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Reopen extends QueueReopenContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }
  }

  /// Without the examples that need a closed store.
  static class DirectoryExamples {
    @Nested
    class Queues extends QueueCatalogContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Topics extends TopicCatalogContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Subscriptions extends SubscriptionStoreContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Tenants extends TenantStoreContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Audit extends AuditLogContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class FollowedTenants extends TenantChangesContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class FollowedKeys extends KeyChangesContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }

    @Nested
    class Followed extends SubscriptionChangesContract {
      @Override
      protected StoreHarness open() {
        return openBroken();
      }
    }
  }

  static class TopicExamples extends TopicContract {
    @Override
    protected StoreHarness open() {
      return openBroken();
    }
  }
}
