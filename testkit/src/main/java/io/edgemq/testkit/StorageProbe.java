package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// What a store says about the room that messages take, in the words of the contract's examples.
final class StorageProbe {
  /// The payload of [#content]: much more than a store may count besides.
  static final int BODY = 100_000;

  /// How long a store may count what its retention or its limits have dropped (see
  /// [io.edgemq.ports.out.StorageUse#bytes]).
  private static final Duration CLEARED = Duration.ofSeconds(2);

  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  private final IdentityHarness store;

  StorageProbe(IdentityHarness store) {
    this.store = store;
  }

  /// A content that takes [#SIZE]. Its media type is not counted.
  static Content content() {
    var attributes = Attributes.of(Map.of("day", "Größe"));
    return new Content("application/vnd.example+json", attributes, new Payload(new byte[BODY]));
  }

  /// What [#content] counts: its body, `day` with 3 bytes, and `Größe` with 7.
  static final long SIZE = BODY + 10;

  /// A queue's message of [#SIZE].
  static NewQueueMessage message() {
    return new NewQueueMessage(content(), Duration.ZERO, null, null);
  }

  /// A topic's message of [#SIZE] and its subject.
  static NewTopicMessage about(String subject) {
    return new NewTopicMessage(new Subject(subject), content(), null);
  }

  /// The tenant's messages take so much: as soon as the store is to show it.
  void expect(TenantId tenant, long bytes) {
    var lag = store.counting().lag();
    await(() -> store.storage().bytesNow(tenant), bytes, lag);
    await(() -> store.storage().bytes(tenant), bytes, lag);
  }

  /// As [#expect], after something was dropped that nobody has removed.
  void expectDropped(TenantId tenant, long bytes) {
    var lag = store.counting().lag();
    await(() -> store.storage().bytesNow(tenant), bytes, lag);
    await(() -> store.storage().bytes(tenant), bytes, lag.plus(CLEARED));
  }

  private void await(LongSupplier counted, long bytes, Duration lag) {
    long deadline = System.nanoTime() + lag.toNanos();
    long most = bytes + store.counting().besides();
    long found = counted.getAsLong();
    while ((found < bytes || found > most) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      found = counted.getAsLong();
    }
    assertThat(found).as("bytes that are counted").isBetween(bytes, most);
  }
}
