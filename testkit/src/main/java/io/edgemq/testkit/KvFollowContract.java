package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.BucketReader.Ended;
import io.edgemq.ports.out.BucketReader.Entries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A reader learns every state of a bucket, in order of revisions.
public abstract class KvFollowContract extends KvStoreContract {
  private static List<String> told(BucketReader reader, long revision) {
    return BucketProbe.told(BucketProbe.drain(reader, revision));
  }

  @Test
  void a_reader_begins_with_what_is_kept_behind_its_cursor() {
    var bucket = bucket(5);
    bucket.put("b", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");
    bucket.delete("a");

    assertThat(BucketProbe.told(bucket.kept(0))).containsExactly("b=1", "a=2", "b=3", "a=-delete");
    assertThat(BucketProbe.told(bucket.kept(2))).containsExactly("b=3", "a=-delete");
    assertThat(bucket.kept(4)).isEmpty();
  }

  @Test
  void a_reader_tells_whole_entries() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.delete("a");

    assertThat(bucket.kept(0)).isEqualTo(bucket.history("a"));
  }

  @Test
  void what_was_replaced_is_passed_over() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.put("a", "3");
    bucket.put("c", "4");
    bucket.purge("c");

    assertThat(BucketProbe.told(bucket.kept(0))).containsExactly("b=2", "a=3", "c=-purge");
  }

  @Test
  void a_reader_tells_of_each_write_that_comes() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    try (var reader = bucket.follow(1)) {
      bucket.put("a", "2");
      assertThat(told(reader, 2)).containsExactly("a=2");
      bucket.delete("a");
      assertThat(told(reader, 3)).containsExactly("a=-delete");
      bucket.increment("n", 7);
      bucket.put("b", "5");
      bucket.purge("b");
      assertThat(told(reader, 6)).containsSubsequence("n=7", "b=-purge");
    }
  }

  @Test
  void a_reader_says_how_far_it_has_come() throws InterruptedException {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.put("c", "3");
    bucket.put("b", "4");
    try (var reader = bucket.follow(0)) {
      var first = (Entries) reader.next(1, LONG);
      assertThat(BucketProbe.told(first.entries())).containsExactly("a=1");
      assertThat(first.through()).isBetween(1L, 2L);
      var rest = BucketProbe.drain(reader, 4);

      assertThat(BucketProbe.told(rest)).containsExactly("c=3", "b=4");
    }
  }

  @Test
  void a_reader_that_has_seen_everything_says_so() throws InterruptedException {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("a", "2");
    try (var reader = bucket.follow(2)) {
      var news = (Entries) reader.next(10, ZERO);

      assertThat(news.entries()).isEmpty();
      assertThat(news.through()).isEqualTo(2);
    }
  }

  @Test
  void a_reader_takes_no_more_than_it_asked_for() throws InterruptedException {
    var bucket = bucket();
    for (int i = 1; i <= 7; i++) {
      bucket.put("k" + i, "x");
    }
    var seen = new ArrayList<Long>();

    try (var reader = bucket.follow(0)) {
      while (seen.size() < 7) {
        var news = (Entries) reader.next(2, LONG);
        assertThat(news.entries()).hasSizeBetween(1, 2);
        news.entries().forEach(e -> seen.add(e.revision()));
        assertThat(news.through()).isGreaterThanOrEqualTo(seen.getLast());
      }
    }

    assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void every_reader_sees_every_entry() {
    var bucket = bucket();
    try (var first = bucket.follow(0);
        var second = bucket.follow(0)) {
      bucket.put("a", "1");

      assertThat(told(first, 1)).containsExactly("a=1");
      assertThat(told(second, 1)).containsExactly("a=1");
    }
  }

  @Test
  void a_reader_sees_nothing_of_another_bucket() throws InterruptedException {
    var bucket = bucket();
    var other = bucket("other", BucketConfig.DEFAULT);
    try (var reader = bucket.follow(0)) {
      other.put("a", "1");

      assertThat(((Entries) reader.next(10, ZERO)).entries()).isEmpty();
    }
  }

  @Test
  void a_reader_of_a_removed_bucket_reads_nothing_of_its_successor() throws InterruptedException {
    var bucket = bucket();
    bucket.put("old", "1");
    try (var reader = bucket.follow(1)) {
      buckets().delete(bucket.ref());
      bucket().put("new", "2");

      BucketReader.News news = reader.next(10, LONG);
      while (news instanceof Entries(var entries, _)) {
        assertThat(entries).isEmpty();
        news = reader.next(10, LONG);
      }

      assertThat(news).isEqualTo(new Ended());
    }
  }

  @Test
  void a_reader_knows_the_last_state_of_each_key_whatever_it_passed_over() {
    var bucket = bucket();
    var writer =
        Background.start(
            () -> {
              for (int i = 1; i <= 300; i++) {
                bucket.put("k" + i % 7, "v" + i);
              }
              return bucket.bounds().last();
            });
    var states = new HashMap<String, String>();
    var revisions = new ArrayList<Long>();

    try (var reader = bucket.follow(0)) {
      for (var entry : BucketProbe.drain(reader, 300)) {
        states.put(entry.key().value(), BucketProbe.text(entry));
        revisions.add(entry.revision());
      }
    }

    assertThat(writer.result()).isEqualTo(300);
    assertThat(revisions).isSorted().doesNotHaveDuplicates();
    for (KvEntry entry : bucket.listAll(">")) {
      assertThat(states).containsEntry(entry.key().value(), BucketProbe.text(entry));
    }
    assertThat(states).hasSize(7);
  }
}
