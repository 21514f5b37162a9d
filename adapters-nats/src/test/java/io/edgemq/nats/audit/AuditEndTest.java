package io.edgemq.nats.audit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Waiting for the end of the audit log.
final class AuditEndTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void who_is_interrupted_while_the_cluster_is_asked_is_interrupted() {
    var end =
        new AuditEnd(
            () -> {
              Thread.currentThread().interrupt();
              throw new StoreException.TimedOut("late", new IllegalStateException());
            });

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> end.await(0, LONG));
  }

  @Test
  void an_outage_is_told() {
    var end =
        new AuditEnd(
            () -> {
              throw new StoreException.TimedOut("late", new IllegalStateException());
            });

    assertThatExceptionOfType(StoreException.TimedOut.class).isThrownBy(() -> end.await(0, LONG));
  }
}
