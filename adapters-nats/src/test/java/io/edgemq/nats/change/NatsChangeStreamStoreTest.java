package io.edgemq.nats.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.testkit.TestTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes with the change streams of one cluster.
@Timeout(60)
class NatsChangeStreamStoreTest {
  private static final String MAPPINGS = "kv-admin-change-streams-v1";
  private static final BucketRef BUCKET =
      new BucketRef(new TenantId("acme"), new BucketName("prices"));
  private static final TopicName TOPIC = new TopicName("changes");
  private static final OwnerId FIRST = new OwnerId("first");
  private static final OwnerId SECOND = new OwnerId("second");
  private static final ChangeStream STREAM =
      new ChangeStream(BUCKET, Source.OWN, 7, List.of(new Leg(TOPIC, 4, null)), TestTime.START);
  private static final String BY_HAND =
      "{\"tenant_id\":\"acme\",\"bucket_name\":\"prices\",\"target_topic\":\"changes\","
          + "\"created_at\":\"2026-01-01T00:00:00Z\"";

  private final Opened opened = new Opened();
  private final TestTime time = new TestTime();
  private final Map<BucketRef, Incarnated<Bucket>> own = new ConcurrentHashMap<>();
  private Cluster cluster;
  private ChangeStreamStore one;
  private ChangeStreamStore other;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    one = store();
    other = store();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private ChangeStreamStore store() {
    var table = opened.add(ReplicatedTable.open(cluster, MAPPINGS, new MappingFormat()));
    var progress = new LatestMessages(cluster, "mq-kv-progress-v1");
    progress.make();
    var parts = new NatsChangeStreamStore.Parts(cluster, table, progress, time);
    return new NatsChangeStreamStore(parts, ref -> Optional.ofNullable(own.get(ref)));
  }

  private void write(String key, String json) {
    var body = json.getBytes(StandardCharsets.UTF_8);
    var unused =
        cluster.request(new Outgoing("$KV." + MAPPINGS + "." + key, new MessageHeaders(), body));
  }

  @Test
  void a_mapping_is_what_was_put() {
    var turned = STREAM.goingOn(new TopicName("others"), 9).endingAt(12);

    assertThat(one.put(null, turned)).isTrue();

    Await.until(() -> other.find(BUCKET).equals(Optional.of(turned)));
    assertThat(one.all()).containsExactly(turned);
  }

  @Test
  void a_mapping_is_put_in_place_of_the_expected_one_only() {
    one.put(null, STREAM);

    assertThat(other.put(null, STREAM.endingAt(5))).isFalse();
    assertThat(other.put(STREAM.endingAt(5), STREAM.endingAt(6))).isFalse();
    assertThat(other.put(STREAM, STREAM.endingAt(5))).isTrue();
    assertThat(one.remove(STREAM)).isFalse();
    assertThat(one.remove(STREAM.endingAt(5))).isTrue();
    assertThat(one.all()).isEmpty();
  }

  @Test
  void changes_name_the_bucket() throws Exception {
    var changes = other.changes();

    one.put(null, STREAM);

    assertThat(changes.next(Duration.ofSeconds(10)))
        .isEqualTo(new Changes.Changed<>(Set.of(BUCKET)));
  }

  @Test
  void a_row_that_was_written_by_hand_is_of_a_foreign_bucket_when_there_is_none_of_ours() {
    write("acme__prices", BY_HAND + "}");

    Await.until(() -> one.all().size() == 1);
    var stream = one.all().getFirst();
    assertThat(stream.bucket()).isEqualTo(BUCKET);
    assertThat(stream.source()).isEqualTo(Source.FOREIGN);
    assertThat(stream.legs()).containsExactly(new Leg(TOPIC, 0, null));
  }

  @Test
  void a_row_that_was_written_by_hand_stays_what_it_is_once_it_is_claimed() {
    write("acme__prices", BY_HAND + "}");
    Await.until(() -> one.all().size() == 1);
    var stream = one.all().getFirst();

    one.claim(stream, FIRST);

    own.put(
        BUCKET,
        new Incarnated<>(new Bucket(BUCKET.name(), BucketConfig.DEFAULT, TestTime.START), 3));
    assertThat(one.all()).containsExactly(stream);
  }

  @Test
  void a_row_that_was_written_by_hand_may_be_of_a_bucket_of_ours() {
    own.put(
        BUCKET,
        new Incarnated<>(new Bucket(BUCKET.name(), BucketConfig.DEFAULT, TestTime.START), 3));

    write("acme__prices", BY_HAND + "}");

    Await.until(() -> one.all().size() == 1);
    assertThat(one.all().getFirst().source()).isEqualTo(Source.OWN);
    assertThat(one.all().getFirst().incarnation()).isEqualTo(TestTime.START.toEpochMilli());
  }

  @Test
  void rows_that_say_nothing_are_passed_over() {
    write("acme__broken", "{\"tenant_id\":\"acme\"}");
    write("acme__elsewhere", BY_HAND + "}");
    write("acme__prices", BY_HAND + ",\"source\":\"kv\"}");

    Await.until(() -> one.all().size() == 1);
    assertThat(one.all().getFirst().bucket()).isEqualTo(BUCKET);
    assertThat(one.all().getFirst().source()).isEqualTo(Source.FOREIGN);
  }

  @Test
  void progress_is_what_was_saved_last() {
    var progress = new Progress(12, TOPIC, 40);
    var claim = one.claim(STREAM, FIRST);
    assertThat(claim.progress()).isEqualTo(Progress.NONE);

    var next = one.save(claim, progress).orElseThrow();

    assertThat(other.progress(STREAM)).isEqualTo(progress);
    assertThat(one.save(next, new Progress(13, TOPIC, 41))).isPresent();
    assertThat(other.progress(STREAM).mark()).isEqualTo(13);
  }

  @Test
  void who_was_overtaken_saves_nothing() {
    var progress = new Progress(12, TOPIC, 40);
    var claim = one.claim(STREAM, FIRST);
    var saved = one.save(claim, progress).orElseThrow();

    var theirs = other.claim(STREAM, SECOND);

    assertThat(theirs.progress()).isEqualTo(progress);
    assertThat(one.save(saved, new Progress(99, TOPIC, 99))).isEmpty();
    assertThat(one.progress(STREAM)).isEqualTo(progress);
  }

  @Test
  void a_save_is_repeated_when_its_answer_was_lost() {
    var claim = one.claim(STREAM, FIRST);
    one.save(claim, new Progress(12, TOPIC, 40));

    var again = one.save(claim, new Progress(12, TOPIC, 40));

    assertThat(again).isPresent();
    assertThat(one.save(again.orElseThrow(), new Progress(13, null, 0))).isPresent();
  }

  @Test
  void progress_goes_with_its_mapping() {
    one.put(null, STREAM);
    var claim = one.claim(STREAM, FIRST);
    var saved = one.save(claim, new Progress(12, TOPIC, 40)).orElseThrow();

    one.remove(STREAM);

    assertThat(other.progress(STREAM)).isEqualTo(Progress.NONE);
    assertThat(one.save(saved, new Progress(13, TOPIC, 41))).isEmpty();
  }

  @Test
  void one_leads_until_it_has_been_silent_for_six_seconds() {
    assertThat(one.lead(FIRST)).isTrue();
    for (int second = 0; second < 20; second += 2) {
      assertThat(other.lead(SECOND)).isFalse();
      time.advance(Duration.ofSeconds(2));
      assertThat(one.lead(FIRST)).isTrue();
    }
    for (int second = 0; second < 6; second += 2) {
      assertThat(other.lead(SECOND)).isFalse();
      time.advance(Duration.ofSeconds(2));
    }

    assertThat(other.lead(SECOND)).isTrue();
    assertThat(one.lead(FIRST)).isFalse();
  }

  @Test
  void who_was_away_itself_does_not_take_over() {
    one.lead(FIRST);
    other.lead(SECOND);

    time.advance(Duration.ofMinutes(5));

    assertThat(other.lead(SECOND)).isFalse();
  }

  @Test
  void who_resigns_is_followed_at_once() {
    one.lead(FIRST);
    one.resign(SECOND);
    assertThat(other.lead(SECOND)).isFalse();

    one.resign(FIRST);

    assertThat(other.lead(SECOND)).isTrue();
  }
}
