package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The keys of a bucket are listed in byte order.
public abstract class KvListContract extends KvStoreContract {
  private BucketProbe filled(String... keys) {
    var bucket = bucket();
    for (var key : keys) {
      bucket.put(key, "v-" + key);
    }
    return bucket;
  }

  @Test
  void keys_are_in_byte_order() {
    var bucket = filled("b", "a.b", "a", "B", "a-b", "a/b", "a=b", "a_b", "ab", "a0", "_", "a.a.a");

    assertThat(bucket.keys(">"))
        .containsExactly(
            "B", "_", "a", "a-b", "a.a.a", "a.b", "a/b", "a0", "a=b", "a_b", "ab", "b");
  }

  @Test
  void a_list_tells_the_newest_entry_of_each_key() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.put("a", "3");

    assertThat(bucket.listAll(">"))
        .containsExactly(bucket.get("a").orElseThrow(), bucket.get("b").orElseThrow());
  }

  @Test
  void removed_keys_are_left_out() {
    var bucket = filled("a", "b", "c", "d", "e");

    bucket.delete("a");
    bucket.purge("c");
    bucket.delete("e");

    assertThat(bucket.keys(">")).containsExactly("b", "d");
    assertThat(bucket.keys("a")).isEmpty();
  }

  @Test
  void a_filter_may_have_wildcards() {
    var bucket = filled("a", "users.1", "users.1.name", "users.2", "users.2.name", "usersx.1", "z");

    assertThat(bucket.keys("users.*")).containsExactly("users.1", "users.2");
    assertThat(bucket.keys("users.>"))
        .containsExactly("users.1", "users.1.name", "users.2", "users.2.name");
    assertThat(bucket.keys("users.*.name")).containsExactly("users.1.name", "users.2.name");
    assertThat(bucket.keys("*.1")).containsExactly("users.1", "usersx.1");
    assertThat(bucket.keys("*")).containsExactly("a", "z");
    assertThat(bucket.keys("*.*.>")).containsExactly("users.1.name", "users.2.name");
    assertThat(bucket.keys("users.2")).containsExactly("users.2");
    assertThat(bucket.keys("users")).isEmpty();
    assertThat(bucket.keys("none.>")).isEmpty();
  }

  @Test
  void a_list_comes_in_pages() {
    var bucket = filled("a", "b.1", "b.2", "b.3", "c");
    bucket.delete("b.2");

    var first = bucket.list(">", new Paging(null, 2));
    assertThat(keys(first.items())).containsExactly("a", "b.1");
    assertThat(first.next()).isNotNull();
    var second = bucket.list(">", new Paging(first.next(), 2));
    assertThat(keys(second.items())).containsExactly("b.3", "c");

    assertThat(keys(bucket.list(">", new Paging("b", 10)).items()))
        .containsExactly("b.1", "b.3", "c");
    assertThat(bucket.list(">", new Paging("c", 10)).items()).isEmpty();
    assertThat(bucket.list(">", new Paging("c", 10)).next()).isNull();
  }

  private static List<String> keys(List<KvEntry> entries) {
    return entries.stream().map(e -> e.key().value()).toList();
  }

  @Test
  void a_page_ends_when_its_values_are_too_many_bytes() {
    var bucket = bucket();
    for (int i = 0; i < 6; i++) {
      bucket.put("k" + i, "x".repeat(1_000));
    }
    var seen = new ArrayList<String>();

    var paging = new Paging(null, 100);
    var page = kv().list(bucket.ref(), KeyFilter.ALL, paging, 2_500).orElseThrow();
    assertThat(page.items()).hasSizeBetween(1, 3);
    seen.addAll(keys(page.items()));
    while (page.next() != null) {
      paging = new Paging(page.next(), 100);
      page = kv().list(bucket.ref(), KeyFilter.ALL, paging, 2_500).orElseThrow();
      assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
      seen.addAll(keys(page.items()));
    }

    assertThat(seen).containsExactly("k0", "k1", "k2", "k3", "k4", "k5");
  }

  @Test
  void one_value_is_on_a_page_however_large_it_is() {
    var bucket = filled("a", "b");

    var page = kv().list(bucket.ref(), KeyFilter.ALL, new Paging(null, 10), 1).orElseThrow();

    assertThat(keys(page.items())).containsExactly("a");
    assertThat(page.next()).isNotNull();
  }

  @Test
  void a_long_list_is_told_whole() {
    var bucket = bucket("many", BucketConfig.DEFAULT);
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 600; i++) {
      bucket.put("%s.%04d".formatted(i % 3 == 0 ? "x" : "y", i), "");
      if (i % 3 == 0 && i % 2 == 0) {
        wanted.add("x.%04d".formatted(i));
      }
    }
    IntStream.range(0, 600).filter(i -> i % 2 == 1).forEach(i -> remove(bucket, i));

    assertThat(bucket.keys("x.*")).isEqualTo(wanted);
    assertThat(bucket.state().keys()).isEqualTo(300);
  }

  private static void remove(BucketProbe bucket, int i) {
    bucket.delete("%s.%04d".formatted(i % 3 == 0 ? "x" : "y", i));
  }
}
