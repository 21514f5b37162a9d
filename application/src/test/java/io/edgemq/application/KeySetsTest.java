package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.WebhookUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When the keys of issuers are read, and how long they are good.
@Timeout(60)
final class KeySetsTest {
  private static final String URL = "https://id.example/keys";
  private static final KeySource.Location HERE =
      new KeySource.Location("https://id.example", WebhookUrl.parse(URL).orElseThrow());

  private final AtomicLong nanos = new AtomicLong(-17);
  private final FakeDocuments documents = new FakeDocuments();
  private final FakeJwts jwts = new FakeJwts();
  private final KeySets sets = new KeySets(new KeySets.Tools(documents, jwts, nanos::get));

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Optional<KeySets.Held> find(String keyId) throws InterruptedException {
    return sets.find(HERE, keyId, KeySets.end());
  }

  @Test
  void known_keys_are_read_once() throws InterruptedException {
    documents.publish(URL, "a b", null);

    for (int i = 0; i < 100; i++) {
      assertThat(find("a")).isPresent();
      assertThat(find("b")).isPresent();
    }

    assertThat(documents.reads).containsExactly(URL);
  }

  @Test
  void an_unknown_key_is_looked_for_at_once_and_then_every_five_seconds()
      throws InterruptedException {
    documents.publish(URL, "a", Duration.ofHours(1));
    assertThat(find("a")).isPresent();
    documents.publish(URL, "a b", Duration.ofHours(1));

    assertThat(find("b")).isPresent();
    documents.publish(URL, "a b c", Duration.ofHours(1));
    assertThat(find("c")).isEmpty();
    pass(KeySets.PAUSE.minusNanos(1));
    assertThat(find("c")).isEmpty();
    assertThat(documents.reads).hasSize(2);
    pass(Duration.ofNanos(1));
    assertThat(find("c")).isPresent();

    assertThat(documents.reads).hasSize(3);
  }

  @Test
  void who_needs_a_known_key_does_not_wait_for_an_unknown_one() throws Exception {
    documents.publish(URL, "a", Duration.ofHours(1));
    assertThat(find("a")).isPresent();
    var latch = new CountDownLatch(1);
    documents.held = latch;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var unknown = threads.submit(() -> find("b"));
      await().until(() -> documents.reads.size() == 2);

      assertThat(find("a")).isPresent();

      assertThat(unknown.isDone()).isFalse();
      latch.countDown();
      assertThat(unknown.get()).isEmpty();
    }
  }

  @Test
  void many_who_need_the_same_cause_one_read() throws Exception {
    documents.publish(URL, "a", null);
    var latch = new CountDownLatch(1);
    documents.held = latch;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Future<Optional<KeySets.Held>>>();
      for (int i = 0; i < 500; i++) {
        waiting.add(threads.submit(() -> find("a")));
      }
      await().until(() -> documents.reads.size() == 1);
      latch.countDown();

      for (var each : waiting) {
        assertThat(each.get()).isPresent();
      }
      assertThat(documents.reads).containsExactly(URL);
    }
  }

  @Test
  void what_a_later_read_no_longer_has_is_unknown() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    var before = find("a").orElseThrow();
    documents.publish(URL, "b", Duration.ofSeconds(60));
    pass(Duration.ofSeconds(60));

    assertThat(find("a")).isEmpty();

    var after = find("b").orElseThrow();
    assertThat(after.generation()).isNotEqualTo(before.generation());
  }

  @Test
  void keys_that_have_not_changed_are_of_the_same_generation() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    var before = find("a").orElseThrow();
    pass(Duration.ofSeconds(60));

    assertThat(find("a")).contains(before);

    assertThat(documents.reads).hasSize(2);
  }

  @Test
  void the_age_that_an_issuer_says_is_held_within_bounds() throws InterruptedException {
    assertAge(Duration.ZERO, KeySets.LEAST_AGE);
    assertAge(Duration.ofDays(10), KeySets.MOST_AGE);
    assertAge(null, KeySets.DEFAULT_AGE);
    assertAge(Duration.ofMinutes(7), Duration.ofMinutes(7));
  }

  private void assertAge(@org.jspecify.annotations.Nullable Duration said, Duration held)
      throws InterruptedException {
    var own = new KeySets(new KeySets.Tools(documents, jwts, nanos::get));
    documents.publish(URL, "a", said);
    assertThat(own.find(HERE, "a", KeySets.end())).isPresent();
    documents.publish(URL, "b", said);
    pass(held.dividedBy(4).multipliedBy(3).minusNanos(1));
    assertThat(own.find(HERE, "a", KeySets.end())).isPresent();
    pass(held.dividedBy(4).plusNanos(1));

    assertThat(own.find(HERE, "a", KeySets.end())).isEmpty();
  }

  @Test
  void keys_are_read_again_before_their_age_is_over_and_nobody_waits() throws Exception {
    documents.publish(URL, "a", Duration.ofSeconds(100));
    assertThat(find("a")).isPresent();
    documents.publish(URL, "a b", Duration.ofSeconds(100));
    var latch = new CountDownLatch(1);
    documents.held = latch;
    pass(Duration.ofSeconds(75));

    assertThat(find("a")).isPresent();

    await().until(() -> documents.reads.size() == 2);
    latch.countDown();
    await().until(() -> find("b").isPresent());
    assertThat(documents.reads).hasSize(2);
  }

  @Test
  void keys_that_cannot_be_read_again_stay_good_for_an_hour() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.remove(URL);
    pass(Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();

    pass(KeySets.GRACE.minusNanos(1));
    assertThat(find("a")).isPresent();
    await().until(() -> documents.reads.size() == 3);
    pass(Duration.ofNanos(1));

    assertThat(find("a")).isEmpty();
  }

  @Test
  void a_failure_long_ago_lets_no_key_outlast_its_age() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.remove(URL);
    pass(Duration.ofSeconds(50));
    assertThat(find("a")).isPresent();
    await().until(() -> documents.reads.size() == 2);
    documents.publish(URL, "b", Duration.ofSeconds(60));
    pass(Duration.ofMinutes(30));

    assertThat(find("a")).isEmpty();
    assertThat(find("b")).isPresent();
  }

  @Test
  void a_server_that_hangs_after_a_rest_costs_a_wait_and_no_key() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.held = new CountDownLatch(1);
    pass(Duration.ofMinutes(30));

    assertThat(find("a")).isPresent();
  }

  @Test
  void a_server_that_hangs_holds_up_nobody_who_has_good_keys() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.remove(URL);
    pass(Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.held = new CountDownLatch(1);
    pass(KeySets.PAUSE);
    long begun = System.nanoTime();

    assertThat(find("a")).isPresent();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void keys_that_cannot_be_read_are_tried_again_after_a_pause() throws InterruptedException {
    assertThat(find("a")).isEmpty();
    documents.publish(URL, "a", null);
    assertThat(find("a")).isEmpty();
    assertThat(documents.reads).hasSize(1);
    pass(KeySets.PAUSE);

    assertThat(find("a")).isPresent();
  }

  @Test
  void nobody_waits_longer_than_patience_lasts() throws InterruptedException {
    documents.held = new CountDownLatch(1);
    long begun = System.nanoTime();

    assertThat(find("a")).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void without_an_url_the_metadata_says_where_keys_are() throws InterruptedException {
    var location = new KeySource.Location("https://id.example/eu/", null);
    var metadata = "https://id.example/eu/.well-known/openid-configuration";
    documents.publish(metadata, "https://id.example/eu/ " + URL, null);
    documents.publish(URL, "a", Duration.ofHours(1));

    assertThat(sets.find(location, "a", KeySets.end())).isPresent();
    documents.publish(URL, "a b", null);
    assertThat(sets.find(location, "b", KeySets.end())).isPresent();

    assertThat(documents.reads).containsExactly(metadata, URL, URL);
  }

  @Test
  void metadata_of_another_issuer_is_none() throws InterruptedException {
    var location = new KeySource.Location("https://id.example", null);
    documents.publish(
        "https://id.example/.well-known/openid-configuration",
        "https://other.example " + URL,
        null);
    documents.publish(URL, "a", null);

    assertThat(sets.find(location, "a", KeySets.end())).isEmpty();
  }

  @Test
  void what_is_no_key_set_is_a_failed_read() throws InterruptedException {
    documents.publish(URL, "a", Duration.ofSeconds(60));
    assertThat(find("a")).isPresent();
    documents.publish(URL, "<html>", Duration.ofSeconds(60));
    pass(Duration.ofSeconds(60));

    assertThat(find("a")).isPresent();
  }
}
