package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Change streams that a bridge forwards.
final class BucketStreamsTest extends KvFixture {
  private static final TopicName OTHER = new TopicName("other");
  private static final BucketName OTHERS = new BucketName("others");

  private final MappedStreams rows = new MappedStreams();
  private final Buckets bridged = buckets(Optional.of(rows));

  private void bucket(@Nullable TopicName topic) {
    value(bridged.create(all, USERS, BucketConfig.DEFAULT.telling(topic)));
  }

  private Outcome<?> tell(@Nullable TopicName topic) {
    return bridged.change(all, USERS, now -> Outcome.done(now.telling(topic)));
  }

  private List<Leg> legs() {
    return Objects.requireNonNull(rows.rows.get(REF)).legs();
  }

  @Test
  void a_new_bucket_tells_its_first_write_and_a_later_mapping_the_next_one() {
    bucket(CHANGES);
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));

    value(bridged.delete(all, USERS));
    rows.rows.clear();
    bucket(null);
    assertThat(rows.rows).isEmpty();
    put("k", "1");
    long last = put("k", "2");
    value(tell(CHANGES));
    assertThat(legs()).containsExactly(new Leg(CHANGES, last, null));
  }

  @Test
  void another_topic_gets_what_comes_behind_the_last_write() {
    bucket(CHANGES);
    put("k", "1");
    rows.mark = 1;

    value(tell(OTHER));

    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 1L), new Leg(OTHER, 1, null));
  }

  @Test
  void a_removal_waits_until_everything_is_told_and_ends_with_the_last_write() {
    bucket(CHANGES);
    put("k", "1");
    meanwhile = () -> rows.mark = nanos.get() >= Duration.ofSeconds(2).toNanos() ? 1 : 0;

    value(tell(null));

    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(2).toNanos());
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 1L));
    assertThat(store.buckets().find(REF).orElseThrow().config().changeStream()).isNull();
  }

  @Test
  void a_write_that_comes_during_the_wait_is_told_too() {
    bucket(CHANGES);
    put("k", "1");
    meanwhile =
        () -> {
          put("k", "2");
          rows.mark = 1;
        };

    value(tell(null));

    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 2L));
  }

  @Test
  void a_write_behind_the_change_of_the_catalog_is_told_and_waited_for() {
    bucket(CHANGES);
    put("k", "1");
    rows.mark = 1;
    rows.beforeFind = this::writeOnceUnmapped;
    meanwhile = () -> rows.mark = nanos.get() >= Duration.ofSeconds(2).toNanos() ? 2 : 1;

    value(tell(null));

    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 2L));
    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  private void writeOnceUnmapped() {
    if (store.buckets().find(REF).orElseThrow().config().changeStream() == null) {
      rows.beforeFind = () -> {};
      put("k", "2");
    }
  }

  @Test
  void a_change_that_is_overtaken_waits_no_longer_than_another_one() {
    bucket(CHANGES);
    put("k", "1");
    var others = new AtomicInteger();

    value(
        bridged.change(
            all,
            USERS,
            current -> {
              if (others.incrementAndGet() <= 3) {
                var ref = store.buckets().find(REF).orElseThrow().config();
                store.buckets().update(REF, ref, history(ref, 1 + others.get()));
              }
              return Outcome.done(current.telling(null));
            }));

    assertThat(others.get()).isEqualTo(4);
    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(5).toNanos());
  }

  private static BucketConfig history(BucketConfig config, int history) {
    return new BucketConfig(
        history, config.ttl(), config.maxBytes(), config.placement(), config.changeStream());
  }

  @Test
  void a_deletion_waits_until_the_stream_is_told_to_its_end() {
    bucket(CHANGES);
    put("k", "1");
    rows.mark = 1;
    meanwhile =
        () -> {
          assertThat(store.buckets().find(REF)).isEmpty();
          if (nanos.get() >= Duration.ofSeconds(2).toNanos()) {
            rows.rows.clear();
          }
        };

    value(bridged.delete(all, USERS));

    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  @Test
  void a_change_of_something_else_does_not_wait() {
    bucket(CHANGES);
    put("k", "1");
    value(tell(null));
    long before = nanos.get();

    value(bridged.change(all, USERS, now -> Outcome.done(history(now, 9))));

    assertThat(nanos.get()).isEqualTo(before);
  }

  @Test
  void nobody_waits_longer_than_five_seconds_for_a_bridge_that_is_down() {
    bucket(CHANGES);
    put("k", "1");

    value(tell(null));
    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, 1L));

    value(bridged.delete(all, USERS));
    assertThat(nanos.get()).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(rows.rows).hasSize(1);
  }

  @Test
  void nobody_waits_when_nothing_is_due() {
    bucket(CHANGES);

    value(tell(null));

    assertThat(nanos.get()).isZero();
  }

  @Test
  void a_call_that_failed_halfway_is_made_good_by_its_repetition() {
    bucket(CHANGES);
    rows.rows.clear();
    bucket(CHANGES);
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));

    var before = Objects.requireNonNull(rows.rows.get(REF));
    value(tell(null));
    rows.rows.put(REF, before);
    long last = put("k", "1");
    value(tell(null));
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, last));
  }

  @Test
  void whoever_is_overtaken_follows_what_the_catalog_says_last() {
    bucket(CHANGES);
    rows.race =
        () -> {
          value(tell(null));
        };

    value(tell(OTHER));

    assertThat(Objects.requireNonNull(rows.rows.get(REF)).current()).isEmpty();
  }

  @Test
  void the_change_stream_of_a_removed_bucket_is_told_before_another_one_begins() {
    bucket(CHANGES);
    value(bridged.delete(all, USERS));
    now = now.plusSeconds(1);

    long before = nanos.get();
    assertThat(refusal(bridged.create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES))))
        .isEqualTo(new Refusal.Contended());
    assertThat(nanos.get() - before).isEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat(store.buckets().find(REF)).isEmpty();

    meanwhile = rows.rows::clear;
    bucket(CHANGES);
    assertThat(legs()).containsExactly(new Leg(CHANGES, 0, null));
  }

  @Test
  void a_bucket_without_a_change_stream_has_to_wait_for_a_former_ones_too() {
    bucket(CHANGES);
    value(bridged.delete(all, USERS));
    now = now.plusSeconds(1);

    assertThat(refusal(bridged.create(all, USERS, BucketConfig.DEFAULT)))
        .isEqualTo(new Refusal.Contended());
    assertThat(store.buckets().find(REF)).isEmpty();

    meanwhile = rows.rows::clear;
    bucket(null);
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void others_of_the_tenant_need_not_wait_for_a_former_bucket_to_be_told() {
    quota(QuotaKind.BUCKETS, 2);
    bucket(CHANGES);
    value(bridged.delete(all, USERS));
    now = now.plusSeconds(1);
    meanwhile = () -> value(elsewhere(() -> buckets.create(all, OTHERS, BucketConfig.DEFAULT)));

    assertThat(refusal(bridged.create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES))))
        .isEqualTo(new Refusal.Contended());

    assertThat(store.buckets().find(new BucketRef(ACME, OTHERS))).isPresent();
  }

  private static <T> T elsewhere(Callable<T> work) {
    var running = new FutureTask<>(work);
    Thread.ofVirtual().start(running);
    try {
      return running.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void a_foreign_change_stream_of_that_name_is_left_alone() {
    rows.rows.put(
        REF,
        new ChangeStream(
            REF, ChangeStream.Source.FOREIGN, 1, List.of(new Leg(OTHER, 0, null)), Instant.EPOCH));

    assertThat(refusal(bridged.create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES))))
        .isInstanceOf(Refusal.SubjectsTaken.class);
    bucket(null);
    assertThat(refusal(tell(CHANGES))).isInstanceOf(Refusal.SubjectsTaken.class);
    assertThat(legs()).containsExactly(new Leg(OTHER, 0, null));
  }
}
