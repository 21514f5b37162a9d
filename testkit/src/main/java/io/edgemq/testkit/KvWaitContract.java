package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.BucketReader.Ended;
import io.edgemq.ports.out.BucketReader.Entries;
import io.edgemq.ports.out.BucketReader.News;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A reader waits for as long as it may, and what ends its wait ends it soon.
public abstract class KvWaitContract extends KvStoreContract {
  private static Background<News> waiter(BucketReader reader) {
    return Background.startAndAwaitBlocked(() -> reader.next(10, LONG));
  }

  private static List<String> told(News news) {
    assertThat(news).isInstanceOf(Entries.class);
    return BucketProbe.told(((Entries) news).entries());
  }

  @Test
  void a_wait_ends_empty_when_its_time_is_up() throws InterruptedException {
    var bucket = bucket();
    bucket.put("a", "1");
    try (var reader = bucket.follow(1)) {
      assertThat(told(reader.next(10, ZERO))).isEmpty();
      long begin = System.nanoTime();

      var news = reader.next(10, ofMillis(150));

      assertThat(told(news)).isEmpty();
      assertThat(since(begin)).isBetween(ofMillis(149), AT_ONCE);
    }
  }

  @Test
  void a_write_ends_a_wait() {
    var bucket = bucket();
    try (var reader = bucket.follow(0)) {
      var waiting = waiter(reader);
      long begin = System.nanoTime();

      bucket.put("a", "1");

      assertThat(told(waiting.result())).containsExactly("a=1");
      assertThat(since(begin)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void a_removal_ends_a_wait() {
    var bucket = bucket();
    bucket.put("a", "1");
    try (var reader = bucket.follow(1)) {
      var waiting = waiter(reader);
      long begin = System.nanoTime();

      bucket.delete("a");

      assertThat(told(waiting.result())).containsExactly("a=-delete");
      assertThat(since(begin)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void a_write_to_another_bucket_ends_no_wait() {
    var bucket = bucket();
    var other = bucket("other", BucketConfig.DEFAULT);
    try (var reader = bucket.follow(0)) {
      var waiting = Background.startAndAwaitBlocked(() -> reader.next(10, ofMillis(200)));

      other.put("a", "1");

      assertThat(told(waiting.result())).isEmpty();
    }
  }

  @Test
  void the_end_of_a_bucket_ends_its_readers() throws InterruptedException {
    var bucket = bucket();
    try (var reader = bucket.follow(0);
        var idle = bucket.follow(0)) {
      var waiting = waiter(reader);
      long begin = System.nanoTime();

      buckets().delete(bucket.ref());

      assertThat(waiting.result()).isEqualTo(new Ended());
      assertThat(since(begin)).isLessThan(AT_ONCE);
      assertThat(idle.next(10, LONG)).isEqualTo(new Ended());
      assertThat(idle.next(10, LONG)).isEqualTo(new Ended());
    }
  }

  @Test
  void a_closed_reader_has_ended() throws InterruptedException {
    var bucket = bucket();
    bucket.put("a", "1");
    var reader = bucket.follow(0);

    reader.close();
    reader.close();

    assertThat(reader.next(10, LONG)).isEqualTo(new Ended());
  }

  @Test
  void closing_a_reader_ends_its_wait() {
    var bucket = bucket();
    var reader = bucket.follow(0);
    var waiting = waiter(reader);
    long begin = System.nanoTime();

    reader.close();

    assertThat(waiting.result()).isEqualTo(new Ended());
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void an_interrupted_wait_loses_nothing() throws InterruptedException {
    var bucket = bucket();
    try (var reader = bucket.follow(0)) {
      var waiting = waiter(reader);

      waiting.interrupt();

      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
      bucket.put("a", "1");
      assertThat(told(reader.next(10, LONG))).containsExactly("a=1");
    }
  }

  @Test
  void a_reader_ends_when_the_store_is_closed() {
    var bucket = bucket();
    var reader = bucket.follow(0);
    var waiting =
        Background.startAndAwaitBlocked(
            () -> {
              try {
                return reader.next(10, LONG).equals(new Ended()) ? "closed" : "open";
              } catch (StoreException.Unavailable closed) {
                return "closed";
              }
            });
    long begin = System.nanoTime();

    store().close();

    assertThat(waiting.result()).isEqualTo("closed");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }
}
