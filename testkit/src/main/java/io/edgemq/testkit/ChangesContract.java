package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.Changes.Changed;
import io.edgemq.ports.out.Changes.Ended;
import io.edgemq.ports.out.Changes.News;
import io.edgemq.ports.out.Changes.Overrun;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever follows the changes of a store is told of each, or that some were missed. Things are
/// numbered; which things they are is up to the contract that extends this.
///
/// @param <T> names a thing
public abstract class ChangesContract<T> extends StoreContract {
  /// More news than a store keeps for one follower.
  private static final int MANY = 1_100;

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(50);

  /// Makes what the things need, before each test.
  protected void prepare() {}

  @BeforeEach
  final void prepareThings() {
    prepare();
  }

  /// Makes the thing of that number; what names it.
  protected abstract T make(int number);

  /// Changes or removes the thing of that number.
  protected abstract void change(int number);

  /// Begins to follow.
  protected abstract Changes<T> changes();

  /// Reads on until `wanted` was told of.
  protected final void awaitChange(Changes<T> changes, T wanted) throws InterruptedException {
    while (true) {
      switch (changes.next(LONG)) {
        case Changed(var told) -> {
          assertThat(told).as("told in time").isNotEmpty();
          if (told.contains(wanted)) {
            return;
          }
        }
        case Overrun() -> {
          return;
        }
        case Ended() -> throw new AssertionError("ended");
      }
    }
  }

  @Test
  void each_follower_is_told() throws Exception {
    try (var one = changes();
        var other = changes()) {
      var made = make(1);

      awaitChange(one, made);
      awaitChange(other, made);
    }
  }

  @Test
  void each_change_is_told() throws Exception {
    try (var changes = changes()) {
      var made = make(1);
      awaitChange(changes, made);

      change(1);

      awaitChange(changes, made);
    }
  }

  @Test
  void who_waits_is_told_at_once() {
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      var made = make(1);

      assertThat(waiting.result()).isEqualTo(new Changed<>(Set.of(made)));
    }
  }

  @Test
  void what_was_before_is_not_told() throws Exception {
    var before = make(1);
    try (var changes = changes()) {
      var later = make(2);

      awaitChange(changes, later);

      assertThat(changes.next(SHORT)).isNotEqualTo(new Changed<>(Set.of(before)));
    }
  }

  @Test
  void nothing_comes_when_nothing_changes() throws Exception {
    try (var changes = changes()) {
      long begin = System.nanoTime();

      var news = changes.next(SHORT);

      assertThat(news).isEqualTo(new Changed<T>(Set.of()));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
    }
  }

  @Test
  void a_slow_follower_is_told_of_all_or_that_it_missed_some() throws Exception {
    var made = new HashSet<T>();
    var told = new HashSet<T>();
    boolean overrun = false;
    try (var changes = changes()) {
      for (int i = 0; i < MANY; i++) {
        made.add(make(i));
      }

      while (!told.containsAll(made) && !overrun) {
        switch (changes.next(LONG)) {
          case Changed(var more) -> {
            assertThat(more).as("told in time").isNotEmpty();
            told.addAll(more);
          }
          case Overrun() -> overrun = true;
          case Ended() -> throw new AssertionError("ended");
        }
      }
      var last = make(MANY);

      awaitChange(changes, last);
    }
  }

  @Test
  void a_follower_that_is_closed_is_told_nothing_more() {
    var changes = changes();
    var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

    changes.close();

    assertThat(waiting.result()).isEqualTo(new Ended<T>());
    make(1);
    assertThat(Background.<News<T>>start(() -> changes.next(LONG)).result())
        .isEqualTo(new Ended<T>());
  }

  @Test
  void an_interrupted_follower_stops_waiting() {
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      waiting.interrupt();

      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void a_closed_store_tells_those_who_wait() {
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      store().close();

      assertThat(waiting.failure()).isInstanceOf(StoreException.Unavailable.class);
    }
  }
}
