package io.edgemq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.Changes.Changed;
import io.edgemq.ports.out.Changes.Ended;
import io.edgemq.ports.out.Changes.News;
import io.edgemq.ports.out.Changes.Overrun;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeFeedTest {
  private static final News<String> NOTHING = new Changed<>(Set.of());

  private final AtomicBoolean closed = new AtomicBoolean();
  private final ChangeFeed<String> feed = new ChangeFeed<>(this::requireOpen);

  private void requireOpen() {
    if (closed.get()) {
      throw new StoreException.Unavailable("closed", new IllegalStateException());
    }
  }

  private static News<String> now(Changes<String> changes) throws InterruptedException {
    return changes.next(Duration.ZERO);
  }

  @Test
  void several_changes_of_one_thing_are_told_once() throws Exception {
    var follower = feed.follow();

    feed.changed("a");
    feed.changed("b");
    feed.changed("a");

    assertThat(now(follower)).isEqualTo(new Changed<>(Set.of("a", "b")));
    assertThat(now(follower)).isEqualTo(NOTHING);
  }

  @Test
  void as_many_as_are_remembered_are_told() throws Exception {
    var follower = feed.follow();

    IntStream.range(0, Follower.MOST).forEach(i -> feed.changed("t" + i));
    feed.changed("t0");

    assertThat(now(follower)).isInstanceOfSatisfying(Changed.class, this::isFull);
  }

  private void isFull(Changed<?> changed) {
    assertThat(changed.things()).hasSize(Follower.MOST);
  }

  @Test
  void one_more_is_an_overrun_after_which_it_goes_on() throws Exception {
    var follower = feed.follow();
    IntStream.rangeClosed(0, Follower.MOST).forEach(i -> feed.changed("t" + i));
    feed.changed("late");

    assertThat(now(follower)).isEqualTo(new Overrun<String>());
    assertThat(now(follower)).isEqualTo(NOTHING);

    feed.changed("next");
    assertThat(now(follower)).isEqualTo(new Changed<>(Set.of("next")));
  }

  @Test
  void what_is_not_known_may_be_anything() throws Exception {
    var follower = feed.follow();
    feed.changed("a");

    feed.lost();

    assertThat(now(follower)).isEqualTo(new Overrun<String>());
  }

  @Test
  void nobody_follows_a_feed_whose_followers_are_closed() throws Exception {
    var follower = feed.follow();
    assertThat(feed.isFollowed()).isTrue();

    follower.close();

    assertThat(feed.isFollowed()).isFalse();
    assertThat(now(follower)).isEqualTo(new Ended<String>());
  }

  @Test
  void who_waits_sees_that_the_store_is_closed() throws Exception {
    var follower = feed.follow();
    var failure = new Throwable[1];
    var waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    var unused = follower.next(Duration.ofSeconds(50));
                  } catch (StoreException | InterruptedException e) {
                    failure[0] = e;
                  }
                });

    closed.set(true);
    feed.wake();

    waiting.join();
    assertThat(failure[0]).isInstanceOf(StoreException.Unavailable.class);
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(feed::follow);
  }
}
