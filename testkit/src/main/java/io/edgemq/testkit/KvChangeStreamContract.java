package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Mismatch;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A bucket with a change stream tells its topic of every write, once and in order: for stores that
/// tell in the step that writes. Those that leave it to a bridge are tested with the bridge.
public abstract class KvChangeStreamContract extends KvStoreContract {
  private static final TopicName CHANGES = new TopicName("changes");

  private static BucketConfig telling(int history) {
    return keeping(history).telling(CHANGES);
  }

  private BucketProbe told(int history) {
    return bucket("users", telling(history));
  }

  private static TopicRef ref() {
    return new TopicRef(TENANT, CHANGES);
  }

  private TopicProbe topicOf() {
    return new TopicProbe(kvs(), TENANT, CHANGES.value());
  }

  private List<TopicMessage> messages() {
    return topicOf().readAll(1, SubjectFilter.ALL);
  }

  private boolean isThere() {
    return ports().topicCatalog().find(ref()).isPresent();
  }

  private static String about(TopicMessage message) {
    var attributes = message.content().attributes();
    return message.subject().value()
        + "="
        + TestMessages.text(message.content())
        + " "
        + text(attributes, ChangeMessages.OPERATION)
        + " "
        + text(attributes, ChangeMessages.REVISION)
        + " "
        + text(attributes, ChangeMessages.HOPS);
  }

  private static String text(Attributes attributes, String name) {
    return attributes.find(name).orElse("none");
  }

  private List<String> abouts() {
    return messages().stream().map(KvChangeStreamContract::about).toList();
  }

  @Test
  void every_write_is_a_message_in_order() {
    var bucket = told(1);

    bucket.put("a.b", "1");
    bucket.put(new Put(new KvKey("a.b"), BucketProbe.value("2"), null, KvCondition.NONE, 4));
    bucket.put("c", "");
    bucket.delete("a.b");
    bucket.increment("n", 7);
    bucket.purge("c");

    assertThat(abouts())
        .containsExactly(
            "changes.a.b=1 put 1 0",
            "changes.a.b=2 put 2 4",
            "changes.c= put 3 0",
            "changes.a.b= delete 4 0",
            "changes.n=7 put 5 0",
            "changes.c= purge 6 0");
  }

  @Test
  void a_message_is_what_the_entry_makes() {
    var bucket = told(10);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.increment("n", -3);
    var entries = new ArrayList<KvEntry>(bucket.kept(0));

    var messages = messages();

    assertThat(messages).hasSize(3);
    for (int i = 0; i < 3; i++) {
      var right = ChangeMessages.of(bucket.ref().name(), CHANGES, entries.get(i));
      assertThat(messages.get(i).subject()).isEqualTo(right.subject());
      assertThat(messages.get(i).content()).isEqualTo(right.content());
    }
  }

  @Test
  void what_writes_nothing_tells_nothing() {
    var bucket = told(1);
    bucket.put("a", "1");

    assertThat(bucket.tryPut(BucketProbe.writeIf("a", "2", new KvCondition.Absent())))
        .isEqualTo(new Mismatch());
    assertThat(bucket.tryRemove("b", Kind.DELETE, KvCondition.NONE)).isEqualTo(new NothingThere());
    bucket.tryIncrement("a", Long.MAX_VALUE);

    assertThat(abouts()).containsExactly("changes.a=1 put 1 0");
  }

  @Test
  void an_expiry_is_a_message_too() {
    var bucket = told(1);
    bucket.put("a", "1", Duration.ofSeconds(1));

    age(Duration.ofSeconds(1).plus(LATE));

    eventually(
        () -> assertThat(abouts()).containsExactly("changes.a=1 put 1 0", "changes.a= purge 2 0"));
    var attributes = messages().getLast().content().attributes();
    assertThat(text(attributes, ChangeMessages.REASON)).isEqualTo(ChangeMessages.EXPIRED);
    assertThat(text(attributes, ChangeMessages.BUCKET)).isEqualTo("users");
  }

  @Test
  void the_time_of_a_value_that_is_replaced_late_is_told_before_it() {
    var bucket = told(1);
    bucket.put("a", "1", Duration.ofSeconds(1));
    age(Duration.ofSeconds(1).plus(LATE));
    eventually(() -> assertThat(bucket.texts("a")).containsExactly("-expired"));

    bucket.put("a", "2");

    assertThat(abouts())
        .containsExactly("changes.a=1 put 1 0", "changes.a= purge 2 0", "changes.a=2 put 3 0");
  }

  @Test
  void the_topic_is_made_when_there_is_none() {
    var bucket = told(1);

    bucket.put("a", "1");

    assertThat(ports().topicCatalog().find(ref()).orElseThrow().config())
        .isEqualTo(TopicConfig.DEFAULT);
    assertThat(messages()).hasSize(1);
  }

  @Test
  void a_topic_that_is_there_is_used_as_it_is() {
    var config = TopicSetup.maxMessages(2);
    topic("changes", config);
    var bucket = told(1);

    for (int i = 1; i <= 3; i++) {
      bucket.put("a", "" + i);
    }

    assertThat(ports().topicCatalog().find(ref()).orElseThrow().config()).isEqualTo(config);
    assertThat(abouts()).containsExactly("changes.a=2 put 2 0", "changes.a=3 put 3 0");
  }

  @Test
  void a_topic_that_was_removed_is_made_again() {
    var bucket = told(1);
    bucket.put("a", "1");
    ports().topicCatalog().delete(ref());

    bucket.put("a", "2");

    assertThat(abouts()).containsExactly("changes.a=2 put 2 0");
    assertThat(messages().getFirst().sequence()).isEqualTo(2);
  }

  @Test
  void a_mapping_that_is_set_later_begins_with_the_next_write() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("b", "2");
    assertThat(isThere()).isFalse();

    bucket.configure(telling(1));
    bucket.put("a", "3");

    assertThat(abouts()).containsExactly("changes.a=3 put 3 0");
  }

  @Test
  void a_mapping_that_is_removed_ends_with_the_last_write_before() {
    var bucket = told(1);
    bucket.put("a", "1");

    bucket.configure(keeping(1));
    bucket.put("a", "2");
    bucket.delete("a");

    assertThat(abouts()).containsExactly("changes.a=1 put 1 0");
  }

  @Test
  void a_mapping_that_is_changed_goes_on_with_the_other_topic() {
    var bucket = told(1);
    bucket.put("a", "1");

    bucket.configure(keeping(1).telling(new TopicName("others")));
    bucket.put("a", "2");

    assertThat(abouts()).containsExactly("changes.a=1 put 1 0");
    assertThat(new TopicProbe(kvs(), TENANT, "others").texts()).containsExactly("2");
  }

  @Test
  void a_bucket_that_is_removed_leaves_what_it_told() {
    var bucket = told(1);
    bucket.put("a", "1");
    bucket.put("a", "2");

    buckets().delete(bucket.ref());
    told(1).put("a", "3");

    assertThat(abouts())
        .containsExactly("changes.a=1 put 1 0", "changes.a=2 put 2 0", "changes.a=3 put 3 0");
  }

  @Test
  void two_buckets_may_tell_one_topic() {
    var users = told(1);
    var orders = bucket("orders", telling(1));

    users.put("a", "1");
    orders.put("a", "2");
    users.put("a", "3");

    assertThat(messages())
        .extracting(m -> text(m.content().attributes(), ChangeMessages.BUCKET))
        .containsExactly("users", "orders", "users");
  }

  @Test
  void a_reader_of_the_topic_is_woken_by_a_write() throws InterruptedException {
    topic("changes", TopicConfig.DEFAULT);
    var bucket = told(1);
    try (var reader = topicOf().tail(1)) {
      var waiting = Background.startAndAwaitBlocked(() -> reader.next(10, LONG));
      long begin = System.nanoTime();

      bucket.put("a", "1");

      assertThat(waiting.result().toString()).contains("changes.a");
      assertThat(since(begin)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void every_concurrent_write_is_told_once_in_order() {
    var bucket = told(1);
    var writers = new ArrayList<Background<Integer>>();
    for (int i = 0; i < 4; i++) {
      var key = "k" + i;
      writers.add(
          Background.start(
              () -> {
                for (int n = 1; n <= 50; n++) {
                  bucket.put(key, "" + n);
                }
                return 50;
              }));
    }
    writers.forEach(Background::result);

    var revisions =
        messages().stream()
            .map(m -> Long.valueOf(text(m.content().attributes(), ChangeMessages.REVISION)))
            .toList();

    assertThat(revisions).hasSize(200).isSorted().doesNotHaveDuplicates();
    assertThat(revisions.getLast()).isEqualTo(200);
  }
}
