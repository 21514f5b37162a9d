package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.nats.client.api.StreamConfiguration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes at a server whose store is full.
@Timeout(180)
final class ReserveTest {
  private static final int LARGE = 500_000;
  private static final int SMALL = 2_000;

  private final Opened opened = new Opened();
  private Cluster one;
  private Cluster other;

  @BeforeEach
  void fill() throws Exception {
    var server = opened.add(NatsServer.with("max_payload: 2MB", "max_file_store: 20000000"));
    one = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    other = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    one.management().addStream(StreamConfiguration.builder().name("T_x").subjects("t.x").build());
    one.reserve().start();
    Await.until(() -> one.reserve().isWhole());
    one.reserve().close();
    for (int bytes : new int[] {LARGE, SMALL}) {
      while (isKept(bytes)) {}
    }
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private boolean isKept(int bytes) {
    try {
      return append(bytes) instanceof Published.Kept;
    } catch (StoreException.Full full) {
      return false;
    }
  }

  private Published append(int bytes) {
    var message = new Outgoing("t.x", new MessageHeaders(), new byte[bytes]);
    return new StreamClient(one, "T_x").publish(message, Condition.NONE);
  }

  private Published append() {
    return append(SMALL);
  }

  private long parts() {
    return new StreamClient(one, Reserve.STREAM).info().orElseThrow().messages();
  }

  private static Published refuse() {
    throw new StoreException.Full("no room", new IllegalStateException("full"));
  }

  @Test
  void what_frees_room_is_stored_although_another_process_released_the_reserve_first() {
    var first = new AtomicBoolean(true);
    Supplier<Published> late =
        () -> {
          try {
            return append();
          } catch (StoreException.Full full) {
            if (first.getAndSet(false)) {
              assertThat(one.reserve().freeing(this::append)).isInstanceOf(Published.Kept.class);
            }
            throw full;
          }
        };

    assertThat(other.reserve().freeing(late)).isInstanceOf(Published.Kept.class);
  }

  @Test
  void half_of_the_reserve_is_kept_until_every_process_refuses_new_messages() {
    assertThat(one.reserve().freeing(this::append)).isInstanceOf(Published.Kept.class);

    assertThat(parts()).isEqualTo(Reserve.KEPT);
    assertThat(one.reserve().isSpent()).isTrue();
    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> one.reserve().unlessSpent(this::append));
    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> other.reserve().freeing(ReserveTest::refuse));
    assertThat(parts()).isEqualTo(Reserve.KEPT);
  }

  @Test
  void the_rest_of_the_reserve_is_released_for_what_frees_room_once_all_have_noticed() {
    Await.until(
        () -> {
          assertThatExceptionOfType(StoreException.Full.class)
              .isThrownBy(() -> one.reserve().unlessSpent(ReserveTest::refuse));
          assertThat(parts()).isEqualTo(Reserve.KEPT);
          assertThatExceptionOfType(StoreException.Full.class)
              .isThrownBy(() -> one.reserve().freeing(ReserveTest::refuse));
          return parts() == 0;
        });
  }
}
