package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.PublishMessages.Published;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PublishingTest {
  private static final Admission ADMISSION = new Admission(new Access(), _ -> Limits.DEFAULT);
  private static final TopicName TOPIC = new TopicName("orders");
  private static final TopicConfig BRIEF =
      new TopicConfig(
          Duration.ofSeconds(60),
          null,
          null,
          TopicConfig.DEFAULT.storage(),
          TopicConfig.DEFAULT.placement());

  private final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final MemoryStore store = new MemoryStore(StoreTime.of(() -> now));
  private final Counted counted = new Counted();
  private final Publishing publishing = new Publishing(ADMISSION, store.topicLog(), counted);

  @BeforeEach
  void makeTopic() {
    var topics = new Topics(ADMISSION, store.topicCatalog(), store.topicLog(), () -> now);
    assertThat(topics.create(demo, TOPIC, BRIEF)).isInstanceOf(Outcome.Done.class);
  }

  private static NewTopicMessage message(String subject) {
    return message(subject, "k");
  }

  private static NewTopicMessage message(String subject, String key) {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[] {1}));
    return new NewTopicMessage(new Subject(subject), content, new DedupKey(key));
  }

  private static Outcome<Published> published(Stored.Origin origin, String subject) {
    return published(1, origin, subject);
  }

  private static Outcome<Published> published(long sequence, Stored.Origin origin, String subject) {
    return Outcome.done(new Published(new Stored(sequence, origin), new Subject(subject)));
  }

  @Test
  void a_repetition_is_answered_with_the_subject_of_the_first() {
    assertThat(publishing.publish(demo, TOPIC, message("orders.eu")))
        .isEqualTo(published(Stored.Origin.FRESH, "orders.eu"));

    assertThat(publishing.publish(demo, TOPIC, message("orders.us")))
        .isEqualTo(published(Stored.Origin.REPLAYED, "orders.eu"));
  }

  @Test
  void a_repetition_in_one_batch_is_too() {
    var batch =
        publishing.publishBatch(demo, TOPIC, List.of(message("orders.eu"), message("orders.us")));

    assertThat(batch)
        .isEqualTo(
            Outcome.done(
                List.of(
                    published(Stored.Origin.FRESH, "orders.eu"),
                    published(Stored.Origin.REPLAYED, "orders.eu"))));
  }

  @Test
  void a_repeated_batch_reads_the_log_once() {
    var reads = new ArrayList<String>();
    var log = TopicLogProbe.on(store.topicLog(), (method, _) -> reads.add(method.getName()));
    var watched = new Publishing(ADMISSION, log, counted);
    var batch = List.of(message("orders.a", "a"), message("orders.b", "b"));
    var first = watched.publishBatch(demo, TOPIC, batch);
    reads.clear();

    var again = watched.publishBatch(demo, TOPIC, batch);

    assertThat(reads).containsExactly("append", "subjects");
    assertThat(again)
        .isEqualTo(
            Outcome.done(
                List.of(
                    published(1, Stored.Origin.REPLAYED, "orders.a"),
                    published(2, Stored.Origin.REPLAYED, "orders.b"))));
    assertThat(first).isNotEqualTo(again);
  }

  @Test
  void a_repetition_of_what_is_kept_no_longer_is_answered_with_its_own_subject() {
    var unused = publishing.publish(demo, TOPIC, message("orders.eu"));
    now = now.plusSeconds(90); // past the retention, and within the key's window

    assertThat(publishing.publish(demo, TOPIC, message("orders.us")))
        .isEqualTo(published(Stored.Origin.REPLAYED, "orders.us"));
  }

  @Test
  void a_repetition_does_not_count_as_stored() {
    var unused =
        publishing.publishBatch(demo, TOPIC, List.of(message("orders.eu"), message("orders.us")));
    var unusedToo = publishing.publish(demo, TOPIC, message("orders.eu"));

    assertThat(counted.messages).isEqualTo(1);
    assertThat(counted.bytes).isEqualTo(1);
  }

  private static final class Counted extends NoTraffic {
    private int messages;
    private long bytes;

    @Override
    public void stored(Channel channel, TenantId tenant, int stored, long size) {
      messages += stored;
      bytes += size;
    }
  }
}
