package io.edgemq.nats.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvEntry;
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
import io.edgemq.ports.out.KvStore.Removal.Kind;
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

  private final Opened opened = new Opened();
  private NatsStore store;
  private LatestMessages changeStreams;
  private StreamClient stream;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    var cluster = opened.add(Cluster.connect(config));
    store = opened.add(NatsStore.open(config, new TestTime()));
    changeStreams = new LatestMessages(cluster, BucketStreams.CHANGE_STREAMS);
    stream = new StreamClient(cluster, "KV_ac_me__users");
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// As the use case writes it that makes a change stream.
  private void tellChanges() {
    changeStreams.make();
    var row = changeStreams.subject("ac_me__users");
    var told = new Outgoing(row, new MessageHeaders(), new byte[] {'{', '}'});
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
}
