package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Payload;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.BucketFeed.Entry;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import io.edgemq.ports.out.ChangeTraffic;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Workers that forward change streams, over a log in memory.
@Timeout(60)
class ChangeStreamsTest {
  private static final TenantId TENANT = new TenantId("demo");
  private static final BucketRef BUCKET = new BucketRef(TENANT, new BucketName("prices"));
  private static final TopicName TOPIC = new TopicName("changes");
  private static final TopicName SECOND = new TopicName("others");
  private static final ChangeStream STREAM = stream(new Leg(TOPIC, 0, null));

  private final MemoryStore memory = new MemoryStore(StoreTime.of(InstantSource.system()));
  private final FakeChangeStreams store = new FakeChangeStreams();
  private final FakeBuckets buckets = new FakeBuckets();
  private final AtomicReference<Optional<Refusal>> objection =
      new AtomicReference<>(Optional.empty());
  private final AtomicLong told = new AtomicLong();
  private final List<ChangeStreams> workers = new ArrayList<>();

  private static ChangeStream stream(Leg... legs) {
    return new ChangeStream(BUCKET, Source.OWN, 7, List.of(legs), Instant.EPOCH);
  }

  private ChangeTools tools() {
    var traffic =
        new ChangeTraffic() {
          @Override
          public void told(TenantId tenant, long messages) {
            told.addAndGet(messages);
          }

          @Override
          public void lost(TenantId tenant, long revisions) {}
        };
    return new ChangeTools(
        store,
        buckets,
        new ChangeTools.Topics(memory.topicLog(), memory.topicCatalog()),
        new Access((TenantId _) -> objection.get()),
        traffic,
        InstantSource.system());
  }

  private ChangeStreams worker(String name) {
    var worker = new ChangeStreams(tools(), new OwnerId(name));
    workers.add(worker);
    worker.start();
    return worker;
  }

  @AfterEach
  void close() {
    store.failToSave(false);
    workers.forEach(ChangeStreams::close);
    memory.close();
  }

  private void write(long from, long to) {
    for (long revision = from; revision <= to; revision++) {
      buckets.write(BUCKET, new Entry(entry(revision, "v" + revision)));
    }
  }

  private static KvEntry entry(long revision, String value) {
    var put = new KvChange.Put(new KvValue("text/plain", new Payload(value.getBytes(UTF_8))));
    return new KvEntry(new KvKey("a.b"), revision, Instant.EPOCH, put, 0);
  }

  private List<TopicMessage> messages(TopicName topic) {
    var query = new TopicLog.Query(1, SubjectFilter.ALL, 10_000, Long.MAX_VALUE);
    return memory.topicLog().read(new TopicRef(TENANT, topic), query) instanceof TopicLog.Page page
        ? page.messages()
        : List.of();
  }

  private static String text(TopicMessage message) {
    var attributes = message.content().attributes().asMap();
    return "gap".equals(attributes.get(ChangeMessages.OPERATION))
        ? "gap " + attributes.get(ChangeMessages.FROM) + ".." + attributes.get(ChangeMessages.TO)
        : new String(message.content().payload().bytes(), UTF_8);
  }

  private List<String> texts(TopicName topic) {
    return messages(topic).stream().map(ChangeStreamsTest::text).toList();
  }

  private static List<String> values(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(i -> "v" + i).toList();
  }

  private void awaitTexts(TopicName topic, List<String> texts) {
    await().untilAsserted(() -> assertThat(texts(topic)).isEqualTo(texts));
  }

  @Test
  void each_write_is_told_on_a_topic_that_is_made() {
    store.put(null, STREAM);
    worker("one");

    write(1, 3);

    awaitTexts(TOPIC, values(1, 3));
    var first = messages(TOPIC).getFirst();
    assertThat(first.subject().value()).isEqualTo("changes.a.b");
    assertThat(first.content().attributes().asMap())
        .containsEntry(ChangeMessages.OPERATION, "put")
        .containsEntry(ChangeMessages.REVISION, "1")
        .containsEntry(ChangeMessages.BUCKET, "prices");
    assertThat(told).hasValue(3);
  }

  @Test
  void a_mapping_that_is_made_later_is_followed_too() {
    worker("one");
    write(1, 2);

    store.put(null, STREAM);

    awaitTexts(TOPIC, values(1, 2));
  }

  @Test
  void what_is_told_is_saved_and_then_trimmed() {
    store.put(null, STREAM);
    worker("one");

    write(1, 500);

    await().untilAsserted(() -> assertThat(buckets.trimmed(BUCKET)).isEqualTo(500));
    assertThat(store.progress(STREAM)).isEqualTo(new Progress(500, TOPIC, 500));
  }

  @Test
  void what_was_told_and_not_saved_is_not_told_again() {
    store.put(null, STREAM);
    var first = worker("one");
    write(1, 10);
    awaitTexts(TOPIC, values(1, 10));
    await().untilAsserted(() -> assertThat(store.progress(STREAM).mark()).isEqualTo(10));
    store.failToSave(true);
    write(11, 30);
    awaitTexts(TOPIC, values(1, 30));
    first.close();
    store.failToSave(false);
    assertThat(store.progress(STREAM).mark()).isEqualTo(10);

    write(31, 40);
    worker("two");

    awaitTexts(TOPIC, values(1, 40));
    await().untilAsserted(() -> assertThat(store.progress(STREAM).mark()).isEqualTo(40));
    assertThat(texts(TOPIC)).isEqualTo(values(1, 40));
  }

  @Test
  void of_two_workers_one_stands_by_and_follows_when_the_other_one_ends() {
    store.put(null, STREAM);
    var first = worker("one");
    write(1, 5);
    awaitTexts(TOPIC, values(1, 5));
    var second = worker("two");
    await().until(second::isStandingBy);
    assertThat(first.isStandingBy()).isFalse();

    first.close();
    write(6, 9);

    awaitTexts(TOPIC, values(1, 9));
    assertThat(second.isStandingBy()).isFalse();
  }

  @Test
  void two_workers_that_both_believe_to_forward_tell_everything_once() {
    store.put(null, STREAM);
    worker("one");
    write(1, 100);
    awaitTexts(TOPIC, values(1, 100));

    store.forgetLeader();
    worker("two");
    write(101, 2_000);

    awaitTexts(TOPIC, values(1, 2_000));
  }

  @Test
  void each_topic_is_told_of_its_own_revisions() {
    write(1, 10);
    store.put(null, stream(new Leg(TOPIC, 2, 4L), new Leg(SECOND, 6, null)));

    worker("one");

    awaitTexts(SECOND, values(7, 10));
    assertThat(texts(TOPIC)).isEqualTo(values(3, 4));
  }

  @Test
  void before_another_topic_is_told_it_is_saved_where_to_look_there() {
    var topic = new Topic(SECOND, TopicConfig.DEFAULT, Instant.EPOCH);
    memory.topicCatalog().create(TENANT, topic);
    var message = ChangeMessages.gap(BUCKET.name(), SECOND, 1, 1);
    memory.topicLog().append(new TopicRef(TENANT, SECOND), List.of(message, message));
    store.put(null, stream(new Leg(TOPIC, 0, 3L), new Leg(SECOND, 3, null)));
    worker("one");

    write(1, 3);
    awaitTexts(TOPIC, values(1, 3));
    write(4, 4);

    await().untilAsserted(() -> assertThat(texts(SECOND)).hasSize(3));
    assertThat(store.progress(STREAM).topic()).isEqualTo(SECOND);
    assertThat(store.progress(STREAM).seen()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void what_is_lost_is_told_as_a_gap_on_each_topic() {
    store.put(null, stream(new Leg(TOPIC, 0, 4L), new Leg(SECOND, 5, null)));
    worker("one");

    write(1, 1);
    buckets.write(BUCKET, new Lost(2, 8));
    write(9, 9);

    awaitTexts(SECOND, List.of("gap 6..8", "v9"));
    assertThat(texts(TOPIC)).containsExactly("v1", "gap 2..4");
  }

  @Test
  void a_topic_that_was_removed_is_made_again() {
    store.put(null, STREAM);
    worker("one");
    write(1, 3);
    awaitTexts(TOPIC, values(1, 3));

    memory.topicCatalog().delete(new TopicRef(TENANT, TOPIC));
    write(4, 5);

    awaitTexts(TOPIC, values(4, 5));
  }

  @Test
  void a_change_stream_that_is_over_is_removed() {
    store.put(null, STREAM);
    worker("one");
    write(1, 3);
    awaitTexts(TOPIC, values(1, 3));

    store.put(STREAM, STREAM.endingAt(3));

    await().untilAsserted(() -> assertThat(buckets.ended()).containsExactly(STREAM.endingAt(3)));
    assertThat(store.all()).isEmpty();
    write(4, 4);
    assertThat(texts(TOPIC)).isEqualTo(values(1, 3));
  }

  @Test
  void a_change_stream_without_end_goes_with_its_bucket() {
    store.put(null, STREAM);
    write(1, 3);
    buckets.remove(BUCKET);

    worker("one");

    awaitTexts(TOPIC, values(1, 3));
    await().untilAsserted(() -> assertThat(buckets.ended()).containsExactly(STREAM));
    assertThat(store.all()).isEmpty();
  }

  @Test
  void a_change_stream_that_is_made_anew_as_it_ends_keeps_its_feed() {
    var again = stream(new Leg(TOPIC, 0, 3L), new Leg(SECOND, 3, null));
    store.put(null, STREAM.endingAt(3));
    store.changeBeforeRemoval(again);
    worker("one");

    write(1, 3);
    await().untilAsserted(() -> assertThat(store.all()).containsExactly(again));
    write(4, 5);

    awaitTexts(SECOND, values(4, 5));
    assertThat(texts(TOPIC)).isEqualTo(values(1, 3));
    assertThat(buckets.ended()).isEmpty();
  }

  @Test
  void a_bucket_that_was_made_again_is_followed_anew() {
    store.put(null, STREAM);
    worker("one");
    write(1, 3);
    awaitTexts(TOPIC, values(1, 3));

    var again =
        new ChangeStream(BUCKET, Source.OWN, 8, List.of(new Leg(TOPIC, 3, null)), Instant.EPOCH);
    store.put(STREAM, again);
    write(4, 5);

    awaitTexts(TOPIC, values(1, 5));
    await().untilAsserted(() -> assertThat(store.progress(again).mark()).isEqualTo(5));
  }

  @Test
  void nothing_is_told_for_a_suspended_tenant() {
    objection.set(Optional.of(new Refusal.TenantSuspended()));
    store.put(null, STREAM);
    worker("one");
    write(1, 3);
    await().during(Duration.ofMillis(500)).until(() -> texts(TOPIC).isEmpty());

    objection.set(Optional.empty());

    awaitTexts(TOPIC, values(1, 3));
  }

  @Test
  void the_change_streams_of_a_removed_tenant_go() {
    objection.set(Optional.of(new Refusal.NoSuchTenant()));
    store.put(null, STREAM);
    write(1, 3);

    worker("one");

    await().untilAsserted(() -> assertThat(store.all()).isEmpty());
    assertThat(texts(TOPIC)).isEmpty();
  }

  @Test
  void a_foreign_bucket_is_another_source_than_a_bucket_of_ours() {
    var own = STREAM;
    var foreign = new ChangeStream(BUCKET, Source.FOREIGN, 7, own.legs(), Instant.EPOCH);
    var longest = new BucketRef(TENANT, new BucketName("b".repeat(80)));
    var long1 = new ChangeStream(longest, Source.OWN, Long.MAX_VALUE, own.legs(), Instant.EPOCH);

    assertThat(ChangeSource.of(own)).isNotEqualTo(ChangeSource.of(foreign));
    assertThat(ChangeSource.of(own).value()).isEqualTo("prices-7");
    assertThat(ChangeSource.of(long1).value())
        .hasSizeLessThanOrEqualTo(64)
        .endsWith("-" + Long.MAX_VALUE);
  }
}
