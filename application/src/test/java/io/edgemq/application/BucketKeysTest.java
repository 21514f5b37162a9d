package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Paging;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.WriteKeys.Counted;
import io.edgemq.ports.in.WriteKeys.Target;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BucketKeysTest extends KvFixture {
  private static final KvKey KEY = new KvKey("k");

  @BeforeEach
  void makeUsers() {
    makeBucket();
  }

  private static Target with(@Nullable Duration ttl, int hops) {
    return new Target(USERS, KEY, KvCondition.NONE, ttl, hops);
  }

  @Test
  void a_value_is_read_as_it_was_written_now_and_at_a_revision() {
    put("k", "one");
    put("k", "two");

    assertThat(value(values.get(all, USERS, KEY)).change())
        .isEqualTo(new KvChange.Put(text("two")));
    assertThat(refusal(values.get(all, USERS, KEY, 1))).isEqualTo(new Refusal.NoSuchRevision(1));
    assertThat(refusal(values.get(all, USERS, new KvKey("none"))))
        .isEqualTo(new Refusal.NoSuchKeyValue(new KvKey("none")));
    assertThat(value(values.history(all, USERS, KEY))).hasSize(1);
  }

  @Test
  void a_condition_that_does_not_hold_writes_nothing() {
    put("k", "one");
    var stale = target("k", new KvCondition.AtRevision(7));
    var absent = target("k", new KvCondition.Absent());

    assertThat(refusal(values.put(all, absent, () -> text("x"))))
        .isEqualTo(new Refusal.RevisionMismatch());
    assertThat(refusal(values.delete(all, stale))).isEqualTo(new Refusal.RevisionMismatch());
    assertThat(refusal(values.increment(all, stale, 1))).isEqualTo(new Refusal.RevisionMismatch());
    assertThat(value(values.get(all, USERS, KEY)).revision()).isEqualTo(1);
  }

  @Test
  void what_is_deleted_has_a_marker_and_what_is_not_there_has_none() {
    put("k", "one");

    assertThat(value(values.delete(all, target("k")))).isEqualTo(OptionalLong.of(2));
    assertThat(value(values.delete(all, target("k")))).isEmpty();
    assertThat(value(values.purge(all, target("k")))).isEmpty();
    put("k", "two");
    assertThat(value(values.purge(all, target("k")))).isEqualTo(OptionalLong.of(4));
  }

  @Test
  void a_counter_counts_and_says_what_it_cannot() {
    assertThat(value(values.increment(all, target("n"), 5))).isEqualTo(new Counted(5, 1));
    assertThat(value(values.increment(all, target("n"), -7))).isEqualTo(new Counted(-2, 2));
    put("k", "words");

    assertThat(refusal(values.increment(all, target("k"), 1))).isEqualTo(new Refusal.NotACounter());
    put("n", Long.toString(Long.MAX_VALUE));
    assertThat(refusal(values.increment(all, target("n"), 1)))
        .isEqualTo(new Refusal.CounterOverflow());
  }

  @Test
  void a_value_may_be_as_large_as_a_message() {
    put("k", "x".repeat(100));

    assertThat(refusal(values.put(all, target("k"), () -> text("x".repeat(101)))))
        .isEqualTo(new Refusal.MessageTooLarge(101, 100));
  }

  @Test
  void a_full_bucket_takes_no_more_but_is_emptied() {
    var small = new BucketName("small");
    var config = BucketConfig.DEFAULT;
    value(buckets.create(all, small, new BucketConfig(1, null, 5L, config.placement(), null)));
    var key = new Target(small, KEY, KvCondition.NONE, null, 0);
    value(values.put(all, key, () -> text("1234")));

    assertThat(refusal(values.put(all, key, () -> text("12345"))))
        .isEqualTo(new Refusal.BucketFull(small, 5));
    assertThat(value(values.purge(all, key))).isPresent();
  }

  @Test
  void a_value_lives_from_a_millisecond_to_ten_years() {
    var longest = Duration.ofDays(3650);

    assertThat(value(values.put(all, with(longest, 0), () -> text("x")))).isEqualTo(1);
    assertThat(value(values.put(all, with(Duration.ofMillis(1), 0), () -> text("x")))).isEqualTo(2);
    for (var ttl : new Duration[] {Duration.ZERO, longest.plusMillis(1)}) {
      var refused = (Refusal.OutOfRange) refusal(values.put(all, with(ttl, 0), () -> text("x")));
      assertThat(refused.limit()).isEqualTo(Limit.KEY_TTL);
      assertThat(refusal(values.increment(all, with(ttl, 0), 1)))
          .isInstanceOf(Refusal.OutOfRange.class);
    }
  }

  @Test
  void more_than_eight_hops_are_a_loop_where_a_change_stream_is() {
    assertThat(value(values.put(all, with(null, 9), () -> text("x")))).isEqualTo(1);
    var told = new BucketName("told");
    value(buckets.create(all, told, BucketConfig.DEFAULT.telling(CHANGES)));

    for (int hops : new int[] {8, 9}) {
      var target = new Target(told, KEY, KvCondition.NONE, null, hops);
      if (hops == 8) {
        assertThat(value(values.put(all, target, () -> text("1")))).isEqualTo(1);
      } else {
        var loop = new Refusal.ChangeStreamLoop(9, 8);
        assertThat(refusal(values.put(all, target, () -> text("1")))).isEqualTo(loop);
        assertThat(refusal(values.delete(all, target))).isEqualTo(loop);
        assertThat(refusal(values.increment(all, target, 1))).isEqualTo(loop);
      }
    }
  }

  @Test
  void values_count_in_the_quota_of_storage_and_a_deletion_needs_none() {
    put("k", "1234");
    quota(QuotaKind.STORAGE_BYTES, 6);

    assertThat(refusal(values.put(all, target("m"), () -> text("1"))))
        .isEqualTo(new Refusal.QuotaExceeded(QuotaKind.STORAGE_BYTES, 6));
    assertThat(value(values.delete(all, target("k")))).isPresent();
  }

  @Test
  void a_write_that_a_topic_is_told_of_needs_room_for_its_message_too() {
    var told = new BucketName("told");
    value(buckets.create(all, told, BucketConfig.DEFAULT.telling(CHANGES)));
    var key = new Target(told, KEY, KvCondition.NONE, null, 0);
    long before = store.storage().bytes(ACME);
    value(values.put(all, key, () -> text("1234")));
    long both = store.storage().bytes(ACME) - before;
    int digits = Long.toString(Long.MAX_VALUE).length() - 1;
    assertThat(both).isGreaterThan(2 * 5);

    quota(QuotaKind.STORAGE_BYTES, store.storage().bytes(ACME) + both + digits - 1);
    assertThat(refusal(values.put(all, key, () -> text("1234"))))
        .isInstanceOf(Refusal.QuotaExceeded.class);
    assertThat(refusal(values.increment(all, key, 1))).isInstanceOf(Refusal.QuotaExceeded.class);
    quota(QuotaKind.STORAGE_BYTES, store.storage().bytes(ACME) + both + digits);
    value(values.put(all, key, () -> text("1234")));
  }

  @Test
  void each_write_counts_as_a_message_and_is_not_read_when_there_are_too_many() {
    quota(QuotaKind.MESSAGES_PER_SECOND, 2);
    put("k", "1");
    value(values.delete(all, target("k")));

    assertThat(
            refusal(
                values.put(
                    all,
                    target("k"),
                    () -> {
                      throw new AssertionError("read");
                    })))
        .isInstanceOf(Refusal.RateExceeded.class);
    assertThat(refusal(values.get(all, USERS, KEY))).isEqualTo(new Refusal.NoSuchKeyValue(KEY));
  }

  @Test
  void a_list_has_the_keys_that_match_page_by_page() {
    for (var key : new String[] {"a.1", "b.1", "b.2", "b.2.x", "c"}) {
      put(key, "v");
    }
    value(values.delete(all, target("b.1")));
    put("b.3", "v");

    var first = value(values.list(all, USERS, new KeyFilter("b.*"), new Paging(null, 1)));
    var second = value(values.list(all, USERS, new KeyFilter("b.*"), new Paging(first.next(), 10)));

    assertThat(first.items()).extracting(entry -> entry.key().value()).containsExactly("b.2");
    assertThat(second.items()).extracting(entry -> entry.key().value()).containsExactly("b.3");
    assertThat(second.next()).isNull();
  }

  @Test
  void only_who_names_the_bucket_reads_and_writes_it() {
    put("k", "1");
    var other = caller(null, "manage", "kv:user", "publish:>");
    var refused = new Refusal.InsufficientScope("kv:users");

    assertThat(refusal(values.get(other, USERS, KEY))).isEqualTo(refused);
    assertThat(refusal(values.get(other, USERS, KEY, 1))).isEqualTo(refused);
    assertThat(refusal(values.history(other, USERS, KEY))).isEqualTo(refused);
    assertThat(refusal(values.list(other, USERS, KeyFilter.ALL, new Paging(null, 1))))
        .isEqualTo(refused);
    assertThat(refusal(values.put(other, target("k"), () -> text("2")))).isEqualTo(refused);
    assertThat(refusal(values.delete(other, target("k")))).isEqualTo(refused);
    assertThat(refusal(values.increment(other, target("k"), 1))).isEqualTo(refused);
    put(Tenant.State.SUSPENDED);
    assertThat(refusal(values.get(all, USERS, KEY))).isEqualTo(new Refusal.TenantSuspended());
  }

  @Test
  void nothing_is_read_or_written_where_no_bucket_is() {
    value(buckets.delete(all, USERS));
    var missing = new Refusal.NoSuchBucket(USERS);

    assertThat(refusal(values.get(all, USERS, KEY))).isEqualTo(missing);
    assertThat(refusal(values.history(all, USERS, KEY))).isEqualTo(missing);
    assertThat(refusal(values.list(all, USERS, KeyFilter.ALL, new Paging(null, 1))))
        .isEqualTo(missing);
    assertThat(refusal(values.put(all, target("k"), () -> text("2")))).isEqualTo(missing);
    assertThat(refusal(values.delete(all, target("k")))).isEqualTo(missing);
    assertThat(refusal(values.increment(all, target("k"), 1))).isEqualTo(missing);
  }
}
