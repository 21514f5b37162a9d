package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Former;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.BucketCatalog.Changed;
import io.edgemq.ports.out.BucketCatalog.Created;
import io.edgemq.ports.out.BucketCatalog.Exists;
import io.edgemq.ports.out.BucketCatalog.NoSuchBucket;
import io.edgemq.ports.out.BucketCatalog.Updated;
import io.edgemq.ports.out.KvStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Buckets are made, found, changed and removed.
public abstract class BucketCatalogContract extends KvStoreContract {
  private static final BucketConfig UNUSUAL =
      new BucketConfig(64, Duration.ofMillis(1_234_567), 1L << 20, new Placement(1, "eu"), null);

  private static Bucket bucketOf(String name) {
    return named(name, BucketConfig.DEFAULT);
  }

  private static Bucket named(String name, BucketConfig config) {
    return new Bucket(new BucketName(name), config, TestTime.START.plusMillis(7));
  }

  @Test
  void a_bucket_is_found_as_it_was_made() {
    assertThat(buckets().create(TENANT, named("users", UNUSUAL))).isEqualTo(new Created());
    assertThat(buckets().create(TENANT, bucketOf("plain"))).isEqualTo(new Created());

    assertThat(buckets().find(ref("users"))).contains(named("users", UNUSUAL));
    assertThat(buckets().find(ref("plain"))).contains(bucketOf("plain"));
    assertThat(buckets().find(ref("user"))).isEmpty();
    assertThat(buckets().find(ref("Users"))).isEmpty();
  }

  @Test
  void a_new_bucket_is_empty() {
    var bucket = bucket();

    assertThat(bucket.state()).isEqualTo(new BucketState(0, 0, 0));
    assertThat(bucket.bounds()).isEqualTo(new BucketBounds(0, 0));
    assertThat(bucket.keys(">")).isEmpty();
    assertThat(bucket.put("a", "1")).isEqualTo(1);
  }

  @Test
  void a_bucket_that_exists_is_answered_and_stays_as_it_is() {
    buckets().create(TENANT, bucketOf("users"));

    var result = buckets().create(TENANT, named("users", UNUSUAL));

    assertThat(result).isEqualTo(new Exists(bucketOf("users")));
    assertThat(buckets().find(ref("users"))).contains(bucketOf("users"));
  }

  @Test
  void a_bucket_of_another_tenant_is_another_bucket() {
    var other = new TenantId("other");
    var ours = bucket();
    ours.put("a", "ours");

    assertThat(buckets().find(new BucketRef(other, new BucketName("users")))).isEmpty();
    assertThat(buckets().list(other, new Paging(null, 10)).items()).isEmpty();
    var theirs = bucket(other, "users", BucketConfig.DEFAULT);
    assertThat(theirs.get("a")).isEmpty();
    assertThat(theirs.put("a", "theirs")).isEqualTo(1);
    assertThat(ours.textOf("a")).contains("ours");
    assertThat(buckets().delete(theirs.ref())).isTrue();
    assertThat(ours.textOf("a")).contains("ours");
  }

  @Test
  void buckets_and_topics_and_queues_may_share_a_name() {
    var bucket = bucket();
    var topic = topic("users", TopicConfig.DEFAULT);
    var queue = queue("users", QueueSetup.standard());
    bucket.put("a", "kept");
    topic.append("logged");
    queue.send("queued");

    ports().topicCatalog().delete(topic.ref());
    ports().queueCatalog().delete(queue.ref());

    assertThat(bucket.textOf("a")).contains("kept");
  }

  @Test
  void a_configuration_is_replaced() {
    buckets().create(TENANT, bucketOf("users"));

    assertThat(buckets().update(ref("users"), BucketConfig.DEFAULT, UNUSUAL))
        .isEqualTo(new Updated(named("users", UNUSUAL)));

    assertThat(buckets().find(ref("users"))).contains(named("users", UNUSUAL));
  }

  @Test
  void a_change_that_another_one_overtook_is_not_made() {
    buckets().create(TENANT, bucketOf("users"));
    buckets().update(ref("users"), BucketConfig.DEFAULT, UNUSUAL);

    assertThat(buckets().update(ref("users"), BucketConfig.DEFAULT, keeping(3)))
        .isEqualTo(new Changed(named("users", UNUSUAL)));

    assertThat(buckets().find(ref("users"))).contains(named("users", UNUSUAL));
  }

  @Test
  void a_shorter_history_drops_the_oldest_revisions() {
    var bucket = bucket(4);
    for (var text : List.of("1", "2", "3", "4")) {
      bucket.put("a", text);
      bucket.put("b", text);
    }

    bucket.configure(keeping(2));

    age(LATE);
    eventually(() -> assertThat(bucket.state()).isEqualTo(new BucketState(2, 8, 8)));
    assertThat(bucket.texts("a")).containsExactly("3", "4");
    assertThat(bucket.texts("b")).containsExactly("3", "4");
    bucket.configure(keeping(4));
    assertThat(bucket.texts("a")).containsExactly("3", "4");
  }

  @Test
  void what_does_not_exist_is_neither_changed_nor_removed_nor_read() {
    var gone = ref("gone");
    var key = new KvKey("a");

    assertThat(buckets().update(gone, BucketConfig.DEFAULT, UNUSUAL)).isEqualTo(new NoSuchBucket());
    assertThat(buckets().delete(gone)).isFalse();
    assertThat(kv().put(gone, BucketProbe.write("a", "1"))).isEqualTo(new KvStore.NoSuchBucket());
    for (var kind : KvStore.Removal.Kind.values()) {
      assertThat(kv().remove(gone, new KvStore.Removal(key, kind, KvCondition.NONE, 0)))
          .isEqualTo(new KvStore.NoSuchBucket());
    }
    assertThat(kv().increment(gone, new KvStore.Increment(key, 1, null, KvCondition.NONE, 0)))
        .isEqualTo(new KvStore.NoSuchBucket());
    assertThat(kv().get(gone, key)).isEqualTo(new KvStore.NoSuchBucket());
    assertThat(kv().get(gone, key, 1)).isEqualTo(new KvStore.NoSuchBucket());
    assertThat(kv().history(gone, key)).isEmpty();
    assertThat(kv().list(gone, KeyFilter.ALL, new Paging(null, 10), 1_000)).isEmpty();
    assertThat(kv().state(gone)).isEmpty();
    assertThat(kv().bounds(gone)).isEmpty();
    assertThat(kv().follow(gone, 0)).isEmpty();
  }

  @Test
  void a_removed_bucket_is_found_no_more() {
    var bucket = bucket();
    bucket.put("a", "1");

    assertThat(buckets().delete(bucket.ref())).isTrue();

    assertThat(buckets().find(bucket.ref())).isEmpty();
    assertThat(buckets().list(TENANT, new Paging(null, 10)).items()).isEmpty();
    assertThat(kv().get(bucket.ref(), new KvKey("a"))).isEqualTo(new KvStore.NoSuchBucket());
    assertThat(buckets().delete(bucket.ref())).isFalse();
  }

  @Test
  void a_bucket_made_again_goes_on_counting_and_holds_nothing() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.delete("b");
    buckets().delete(bucket.ref());

    var again = bucket(5);

    assertThat(again.bounds()).isEqualTo(new BucketBounds(3, 3));
    assertThat(again.state()).isEqualTo(new BucketState(0, 0, 3));
    assertThat(again.get("a")).isEmpty();
    assertThat(again.history("b")).isEmpty();
    assertThat(again.put("a", "new")).isEqualTo(4);
    assertThat(again.bounds()).isEqualTo(new BucketBounds(3, 4));
    assertThat(again.get("a", 1)).isEmpty();
    assertThat(again.texts("a")).containsExactly("new");
    assertThat(BucketProbe.told(again.kept(0))).containsExactly("a=new");
  }

  @Test
  void a_bucket_made_again_often_goes_on_counting() {
    for (long round = 1; round <= 3; round++) {
      var bucket = bucket();

      assertThat(bucket.put("a", "x")).isEqualTo(round);

      buckets().delete(bucket.ref());
    }
    bucket();
    buckets().delete(ref("users"));
    assertThat(bucket().put("a", "x")).isEqualTo(4);
  }

  @Test
  void the_former_bucket_is_remembered_for_thirty_days() {
    var bucket = bucket();
    bucket.put("a", "1");
    buckets().delete(bucket.ref());

    pass(Former.KEPT.minusSeconds(1));

    assertThat(bucket().bounds()).isEqualTo(new BucketBounds(1, 1));
  }

  @Test
  void a_list_comes_in_pages_by_name() {
    for (var name : List.of("b", "a_", "a-", "a", "B", "c")) {
      buckets().create(TENANT, bucketOf(name));
    }
    buckets().create(new TenantId("zzz"), bucketOf("d"));
    var names = new ArrayList<String>();

    var page = buckets().list(TENANT, new Paging(null, 2));
    page.items().forEach(b -> names.add(b.name().value()));
    while (page.next() != null) {
      assertThat(page.items()).hasSize(2);
      page = buckets().list(TENANT, new Paging(page.next(), 2));
      page.items().forEach(b -> names.add(b.name().value()));
    }

    assertThat(names).containsExactly("B", "a", "a-", "a_", "b", "c");
  }

  @Test
  void buckets_and_entries_are_there_after_a_reopening() {
    buckets().create(TENANT, named("users", UNUSUAL));
    var bucket = bucket("more", keeping(3));
    var removed = bucket("removed", keeping(1));
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");
    bucket.delete("b");
    removed.put("a", "1");
    buckets().delete(removed.ref());
    var before = bucket.kept(0);

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(buckets().find(ref("users"))).contains(named("users", UNUSUAL));
        assertThat(bucket.kept(0)).isEqualTo(before);
        assertThat(bucket.texts("a")).containsExactly("1", "2");
        assertThat(bucket.state()).isEqualTo(new BucketState(1, 7, 4));
        assertThat(bucket("removed", keeping(1)).bounds()).isEqualTo(new BucketBounds(1, 1));
        assertThat(bucket.put("c", "5")).isEqualTo(5);
      }
      case VOLATILE -> assertThat(buckets().find(ref("users"))).isEmpty();
    }
  }
}
