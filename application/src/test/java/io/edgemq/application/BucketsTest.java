package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Paging;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Range;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BucketsTest extends KvFixture {
  private static final Duration LONGEST = Duration.ofDays(3650);

  private static BucketConfig living(@Nullable Duration ttl) {
    return new BucketConfig(1, ttl, null, BucketConfig.DEFAULT.placement(), null);
  }

  @Test
  void a_bucket_is_made_once_and_answered_when_it_is_equal() {
    var made = buckets.create(all, USERS, BucketConfig.DEFAULT);
    var equal = buckets.create(all, USERS, BucketConfig.DEFAULT);
    var other = buckets.create(all, USERS, living(Duration.ofSeconds(1)));

    assertThat(value(made)).isInstanceOf(Creation.Created.class);
    assertThat(value(equal)).isInstanceOf(Creation.Existing.class);
    assertThat(refusal(other)).isEqualTo(new Refusal.BucketExists(USERS));
  }

  @Test
  void a_value_lives_from_a_millisecond_to_ten_years() {
    var range = new Range.Durations(Duration.ofMillis(1), LONGEST);

    assertThat(value(buckets.create(all, USERS, living(Duration.ofMillis(1))))).isNotNull();
    assertThat(value(buckets.create(all, new BucketName("b"), living(LONGEST)))).isNotNull();
    assertThat(refusal(buckets.create(all, USERS, living(Duration.ofNanos(1)))))
        .isEqualTo(new Refusal.OutOfRange(Limit.BUCKET_TTL, range));
    assertThat(refusal(buckets.create(all, USERS, living(LONGEST.plusMillis(1)))))
        .isEqualTo(new Refusal.OutOfRange(Limit.BUCKET_TTL, range));
  }

  @Test
  void a_change_stream_makes_its_topic_and_needs_to_publish_to_all_of_it() {
    var manager = caller(null, "manage", "kv:*", "publish:changes.users.>");
    var config = BucketConfig.DEFAULT.telling(CHANGES);

    assertThat(refusal(buckets.create(manager, USERS, config)))
        .isEqualTo(new Refusal.InsufficientScope("publish:changes.>"));
    assertThat(refusal(buckets.create(all, USERS, config.telling(TopicName.EVENTS))))
        .isInstanceOf(Refusal.SystemTopic.class);
    assertThat(store.topicCatalog().list(ACME, new Paging(null, 10)).items()).isEmpty();

    assertThat(value(buckets.create(all, USERS, config))).isInstanceOf(Creation.Created.class);
    assertThat(store.topicCatalog().find(new TopicRef(ACME, CHANGES))).isPresent();
  }

  @Test
  void who_may_not_publish_to_a_change_stream_may_change_the_rest_of_its_bucket() {
    value(buckets.create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES)));
    var manager = caller(null, "manage");

    var longer =
        buckets.change(
            manager,
            USERS,
            now ->
                Outcome.done(
                    new BucketConfig(
                        5, now.ttl(), now.maxBytes(), now.placement(), now.changeStream())));
    var other =
        buckets.change(manager, USERS, now -> Outcome.done(now.telling(new TopicName("o"))));

    assertThat(value(longer).config().history()).isEqualTo(5);
    assertThat(refusal(other)).isEqualTo(new Refusal.InsufficientScope("publish:o.>"));
  }

  @Test
  void buckets_and_the_topics_of_change_streams_count_in_quotas() {
    quota(QuotaKind.TOPICS, 0);
    assertThat(refusal(buckets.create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES))))
        .isEqualTo(new Refusal.QuotaExceeded(QuotaKind.TOPICS, 0));
    assertThat(store.buckets().find(REF)).isEmpty();

    quota(QuotaKind.BUCKETS, 1);
    makeBucket();
    assertThat(refusal(buckets.create(all, new BucketName("more"), BucketConfig.DEFAULT)))
        .isEqualTo(new Refusal.QuotaExceeded(QuotaKind.BUCKETS, 1));
    assertThat(value(buckets.create(all, USERS, BucketConfig.DEFAULT)))
        .isInstanceOf(Creation.Existing.class);
  }

  @Test
  void a_description_tells_what_the_bucket_holds() {
    makeBucket();
    put("a", "12");
    put("b", "3");

    var state = value(buckets.describe(all, USERS)).state();

    assertThat(state.keys()).isEqualTo(2);
    assertThat(state.bytes()).isEqualTo(5);
    assertThat(state.lastRevision()).isEqualTo(2);
  }

  @Test
  void who_names_a_bucket_or_manages_sees_it_and_only_who_manages_changes_it() {
    makeBucket();
    value(buckets.create(all, new BucketName("other"), BucketConfig.DEFAULT));
    var reader = caller(null, "kv:us*");
    var manager = caller(null, "manage");
    var paging = new Paging(null, 10);

    assertThat(names(value(buckets.list(reader, paging)).items())).containsExactly("users");
    assertThat(names(value(buckets.list(manager, paging)).items()))
        .containsExactly("other", "users");
    assertThat(value(buckets.describe(reader, USERS))).isNotNull();
    assertThat(refusal(buckets.describe(reader, new BucketName("other"))))
        .isEqualTo(new Refusal.InsufficientScope("kv:other"));
    assertThat(refusal(buckets.delete(reader, USERS)))
        .isEqualTo(new Refusal.InsufficientScope("manage"));
    assertThat(refusal(buckets.change(reader, USERS, Outcome::done)))
        .isEqualTo(new Refusal.InsufficientScope("manage"));
    assertThat(refusal(buckets.create(reader, USERS, BucketConfig.DEFAULT)))
        .isEqualTo(new Refusal.InsufficientScope("manage"));
  }

  private static List<String> names(List<Bucket> buckets) {
    return buckets.stream().map(bucket -> bucket.name().value()).toList();
  }

  @Test
  void what_is_not_there_is_not_described_changed_or_deleted() {
    var missing = new Refusal.NoSuchBucket(USERS);

    assertThat(refusal(buckets.describe(all, USERS))).isEqualTo(missing);
    assertThat(refusal(buckets.change(all, USERS, Outcome::done))).isEqualTo(missing);
    assertThat(refusal(buckets.delete(all, USERS))).isEqualTo(missing);
  }

  @Test
  void a_bucket_of_a_removed_tenant_goes_and_no_change_stream_makes_its_topic_again() {
    var rows = new MappedStreams();
    value(buckets(Optional.of(rows)).create(all, USERS, BucketConfig.DEFAULT.telling(CHANGES)));
    var removal =
        new TenantRemoval(
            access,
            new TenantRemoval.Stores(
                keys,
                store.subscriptions(),
                store.topicCatalog(),
                store.queueCatalog(),
                store.buckets(),
                rows,
                store.issuers(),
                store.ingests()),
            clock);

    assertThat(removal.remove(ACME, () -> false)).isTrue();

    assertThat(rows.rows).isEmpty();
    assertThat(store.buckets().find(REF)).isEmpty();
    assertThat(removal.remove(ACME, () -> false)).isFalse();
  }
}
