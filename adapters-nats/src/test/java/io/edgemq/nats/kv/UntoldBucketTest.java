package io.edgemq.nats.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.nats.NatsStore;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A bucket with a change stream keeps what is not told yet, and shows no more than another one.
@Timeout(120)
class UntoldBucketTest {
  private static final BucketConfig PLAIN =
      new BucketConfig(2, null, null, Placement.DEFAULT, null);
  private static final BucketConfig TOLD = PLAIN.telling(new TopicName("changes"));

  private static final String MAPPING =
      "{\"tenant_id\":\"ac_me\",\"bucket_name\":\"users\",\"target_topic\":\"changes\","
          + "\"created_at\":\"2026-01-01T00:00:00Z\"";
  private static final String FOREIGN = ",\"source\":\"kv\",\"incarnation\":1125899906842625";

  private final Opened opened = new Opened();
  private final TestTime time = new TestTime();
  private NatsStore store;
  private LatestMessages changeStreams;
  private StreamClient stream;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    var cluster = opened.add(Cluster.connect(config));
    store = opened.add(NatsStore.open(config, time));
    changeStreams = new LatestMessages(cluster, BucketStreams.CHANGE_STREAMS);
    stream = new StreamClient(cluster, "KV_ac_me__users");
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// As the use case writes it that makes a change stream.
  private void tellChanges() {
    map(",\"incarnation\":" + TestTime.START.toEpochMilli());
  }

  private void map(String more) {
    changeStreams.make();
    var row = changeStreams.subject("ac_me__users");
    var told = new Outgoing(row, new MessageHeaders(), (MAPPING + more + "}").getBytes(UTF_8));
    assertThat(changeStreams.stream().publish(told, Condition.NONE)).isNotNull();
  }

  private void endChanges() {
    var gone = changeStreams.gone("ac_me__users");
    assertThat(changeStreams.stream().publish(gone, Condition.NONE)).isNotNull();
  }

  private long mostOfAKey() {
    return stream.rawInfo().orElseThrow().getConfiguration().getMaxMsgsPerSubject();
  }

  private static List<String> kept(Buckets bucket, long through) throws InterruptedException {
    var told = new ArrayList<KvEntry>();
    try (var reader = bucket.store().kv().follow(bucket.ref(), 0).orElseThrow()) {
      long read = 0;
      while (read < through) {
        var news = (BucketReader.Entries) reader.next(100, Duration.ofSeconds(20));
        told.addAll(news.entries());
        read = news.through();
      }
    }
    return told.stream().map(e -> e.key().value() + "=" + Buckets.text(e)).toList();
  }

  @Test
  void what_is_not_told_is_kept_and_not_shown() throws Exception {
    var bucket = Buckets.make(store, "users", TOLD);
    for (var text : List.of("1", "2", "3")) {
      bucket.put("a", text);
    }
    bucket.put("b", "4");
    bucket.remove("b", Kind.PURGE);
    bucket.put("b", "6");

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(6);
    assertThat(bucket.history("a")).containsExactly("2", "3");
    assertThat(bucket.history("b")).containsExactly("purged", "6");
    assertThat(bucket.revision("a", 1)).isEmpty();
    assertThat(bucket.revision("a", 2)).contains("2");
    assertThat(bucket.revision("b", 4)).isEmpty();
    assertThat(kept(bucket, 6)).containsExactly("a=2", "a=3", "b=purged", "b=6");
  }

  @Test
  void a_bucket_whose_changes_are_no_longer_wanted_keeps_everything_until_they_are_told() {
    var bucket = Buckets.make(store, "users", TOLD);
    tellChanges();

    store.buckets().update(bucket.ref(), TOLD, PLAIN);

    assertThat(mostOfAKey()).isEqualTo(-1);
    assertThat(StreamSpec.history(stream.info().orElseThrow())).isEqualTo(2);
    endChanges();
    store
        .buckets()
        .update(bucket.ref(), PLAIN, new BucketConfig(3, null, null, Placement.DEFAULT, null));
    assertThat(mostOfAKey()).isEqualTo(3);
  }

  @Test
  void a_removed_bucket_leaves_what_is_not_told_and_its_name_is_free_after_that() {
    var bucket = Buckets.make(store, "users", TOLD);
    bucket.put("a", "1");
    tellChanges();

    assertThat(store.buckets().delete(bucket.ref())).isTrue();

    assertThat(store.buckets().find(bucket.ref())).isEmpty();
    assertThat(stream.info().orElseThrow().sealed()).isTrue();
    assertThat(stream.info().orElseThrow().messages()).isEqualTo(1);
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> Buckets.make(store, "users", PLAIN))
        .withMessageContaining("try again");
    assertThat(stream.delete()).isTrue();
    endChanges();
    var again = Buckets.make(store, "users", PLAIN);
    assertThat(again.put("a", "new")).isEqualTo(2);
    assertThat(again.since()).isEqualTo(1);
  }

  /// Until this process has the row in memory, too.
  private void awaitMapping(BucketRef bucket) {
    Await.until(() -> store.changeStreams().find(bucket).isPresent());
  }

  @Test
  void a_purge_removes_nothing_untold_when_the_change_stream_was_just_ended() {
    var bucket = Buckets.make(store, "users", TOLD);
    tellChanges();
    awaitMapping(bucket.ref());
    bucket.put("a", "1");
    store.buckets().update(bucket.ref(), TOLD, PLAIN);

    bucket.remove("a", Kind.PURGE);

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(2);
    assertThat(bucket.history("a")).containsExactly("purged");
  }

  @Test
  void a_purge_removes_nothing_untold_when_the_mapping_was_written_by_hand() {
    var bucket = Buckets.make(store, "users", PLAIN);
    map("");
    awaitMapping(bucket.ref());
    bucket.put("a", "1");

    bucket.remove("a", Kind.PURGE);

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(2);
  }

  @Test
  void the_mapping_of_another_bucket_of_that_name_changes_nothing() {
    for (var anothers : List.of(FOREIGN, ",\"incarnation\":7")) {
      var bucket = Buckets.make(store, "users", PLAIN);
      map(anothers);
      awaitMapping(bucket.ref());
      var wider = new BucketConfig(3, null, null, Placement.DEFAULT, null);

      store.buckets().update(bucket.ref(), PLAIN, wider);
      assertThat(mostOfAKey()).isEqualTo(3);
      bucket.put("a", "1");
      bucket.remove("a", Kind.PURGE);
      assertThat(stream.info().orElseThrow().messages()).isEqualTo(1);
      assertThat(store.buckets().delete(bucket.ref())).isTrue();
      assertThat(stream.info()).isEmpty();
      endChanges();
    }
  }

  @Test
  void a_marker_is_not_dropped_before_it_is_told() {
    var bucket = Buckets.make(store, "users", TOLD);
    tellChanges();
    awaitMapping(bucket.ref());
    bucket.put("a", "1");
    bucket.remove("a", Kind.DELETE);
    var plain = Buckets.make(store, "plain", PLAIN);
    plain.put("a", "1");
    plain.remove("a", Kind.DELETE);

    time.advance(Duration.ofDays(8));
    Await.until(() -> plain.since() == 2);
    plain.put("b", "3");
    plain.remove("b", Kind.DELETE);
    time.advance(Duration.ofDays(8));
    Await.until(() -> plain.since() == 4);

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(2);
    var changes = store.changeStreams();
    var claim = changes.claim(changes.find(bucket.ref()).orElseThrow(), new OwnerId("me"));
    assertThat(changes.save(claim, new Progress(2, new TopicName("changes"), 2))).isPresent();
    Await.until(() -> bucket.since() == 2);
  }

  @Test
  void what_is_kept_only_to_be_told_does_not_count() {
    var limited = new BucketConfig(2, null, 1_000L, Placement.DEFAULT, new TopicName("changes"));
    var bucket = Buckets.make(store, "users", limited);
    for (int i = 0; i < 10; i++) {
      bucket.put("a", "x".repeat(400));
    }

    assertThat(stream.info().orElseThrow().messages()).isEqualTo(10);
    assertThat(store.kv().state(bucket.ref()).orElseThrow().bytes()).isEqualTo(2 * 401);
    bucket.put("b", "y".repeat(190));
    assertThat(bucket.history("a")).hasSize(2);
  }
}
