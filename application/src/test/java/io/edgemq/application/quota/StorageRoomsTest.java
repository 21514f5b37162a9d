package io.edgemq.application.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.StorageUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StorageRoomsTest {
  private static final TenantId DEMO = new TenantId("demo");
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong stored = new AtomicLong();
  private final StorageRooms rooms = new StorageRooms(_ -> stored.get());

  private Outcome<Room> take(long most, long size) {
    return rooms.take(DEMO, most, size, LONG);
  }

  private static Room room(Outcome<Room> outcome) {
    return ((Outcome.Done<Room>) outcome).value();
  }

  @Test
  void what_fits_is_taken_and_what_does_not_is_refused() {
    stored.set(90);

    try (var exact = room(take(100, 10))) {
      assertThat(exact).isNotNull();
    }

    assertThat(take(100, 11))
        .isEqualTo(Outcome.refused(new Refusal.QuotaExceeded(QuotaKind.STORAGE_BYTES, 100)));
    assertThat(rooms.tenants()).isZero();
  }

  @Test
  void nothing_more_is_taken_than_fits_and_all_that_fits_however_many_store() throws Exception {
    long most = 16 * 250 / 2;
    int size = 1;
    var refused = new AtomicInteger();
    var go = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 16; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    begin(go);
                    for (int i = 0; i < 250; i++) {
                      switch (take(most, size)) {
                        case Outcome.Done<Room>(var room) -> {
                          try (room) {
                            stored.addAndGet(size);
                          }
                        }
                        case Outcome.Refused<Room> _ -> refused.incrementAndGet();
                      }
                    }
                  }));
    }
    go.countDown();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(stored).hasValue(most);
    assertThat(refused).hasValue(16 * 250 - (int) most);
    assertThat(rooms.tenants()).isZero();
  }

  private static void begin(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void who_may_find_room_waits_until_others_have_stored_or_not() throws Exception {
    var first = room(take(100, 60));
    var answer = new AtomicReference<Outcome<Room>>();
    var second = Thread.ofPlatform().start(() -> answer.set(take(100, 60)));
    await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
    assertThat(answer).hasNullValue();

    first.close(); // it could not be stored

    second.join();
    room(answer.get()).close();
  }

  @Test
  void who_waits_is_refused_once_it_is_certain() throws Exception {
    var first = room(take(100, 60));
    var answer = new AtomicReference<Outcome<Room>>();
    var second = Thread.ofPlatform().start(() -> answer.set(take(100, 60)));
    await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

    stored.addAndGet(60);
    first.close();

    second.join();
    assertThat(answer.get()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void nobody_waits_for_ever() {
    var first = room(take(100, 60));

    var second = rooms.take(DEMO, 100, 60, Duration.ofMillis(1));

    assertThat(second).isInstanceOf(Outcome.Refused.class);
    first.close();
  }

  @Test
  void a_room_is_given_back_once() {
    var first = room(take(100, 60));
    var second = room(take(100, 40));
    first.close();
    first.close();

    assertThat(rooms.take(DEMO, 100, 61, Duration.ZERO)).isInstanceOf(Outcome.Refused.class);
    assertThat(rooms.tenants()).isEqualTo(1);
    second.close();
    assertThat(rooms.tenants()).isZero();
  }

  @Test
  void a_store_that_lags_is_asked_again_before_anybody_is_refused() {
    var lagging =
        new StorageRooms(
            new StorageUse() {
              @Override
              public long bytes(TenantId tenant) {
                return 100;
              }

              @Override
              public long bytesNow(TenantId tenant) {
                return 50;
              }
            });

    room(lagging.take(DEMO, 100, 50, Duration.ZERO)).close();

    assertThat(lagging.take(DEMO, 100, 51, Duration.ZERO)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void an_outage_leaves_nothing_reserved() {
    var out =
        new StorageRooms(
            _ -> {
              throw new StoreException.Unavailable("out", new IllegalStateException());
            });

    assertThatThrownBy(() -> out.take(DEMO, 100, 1, LONG)).isInstanceOf(StoreException.class);

    assertThat(out.tenants()).isZero();
  }
}
