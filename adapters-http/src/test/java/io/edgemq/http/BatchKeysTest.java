package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The keys that the entries of a batch get from the key of their request.
final class BatchKeysTest {
  private static final String BATCH = "/v1/queues/jobs/messages/batch";
  private static final String TOPIC_BATCH = "/v1/topics/orders/messages/batch";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private String key(int index) {
    return Objects.requireNonNull(server.queues.sent.get(index).dedup()).value();
  }

  private String topicKey(int index) {
    return Objects.requireNonNull(server.topics.published.get(index).dedup()).value();
  }

  @Test
  void an_entrys_key_is_the_requests_its_contents_and_its_number_among_equals() throws Exception {
    var batch = "{\"messages\":[{\"body\":\"a\"},{\"body\":\"b\"},{\"body\":\"a\"}]}";

    server.call("POST", BATCH, batch, Map.of("Idempotency-Key", "k"));

    assertThat(key(0)).matches("k/[0-9a-f]{64}/0");
    assertThat(key(1)).matches("k/[0-9a-f]{64}/0").isNotEqualTo(key(0));
    assertThat(key(2)).isEqualTo(key(0).substring(0, 67) + "1");
  }

  @Test
  void an_entry_that_is_sent_again_without_the_others_keeps_its_key() throws Exception {
    var all =
        "{\"messages\":[{\"body\":\"a\"},{\"body\":\"b\",\"delay_seconds\":\"x\"},{\"body\":\"c\"}]}";
    var some = "{\"messages\":[{\"body\":\"c\"},{\"body\":\"b\",\"delay_seconds\":1}]}";

    server.call("POST", BATCH, all, Map.of("Idempotency-Key", "k"));
    server.call("POST", BATCH, some, Map.of("Idempotency-Key", "k"));

    assertThat(server.queues.sent).hasSize(4);
    assertThat(key(2)).isEqualTo(key(1));
    assertThat(key(3)).isNotIn(key(0), key(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"body\":\"ab\"",
        "\"body\":\"a\",\"content_type\":\"text/plain\"",
        "\"body\":\"a\",\"attributes\":{\"k\":\"v\"}",
        "\"body\":\"a\",\"delay_seconds\":1",
        "\"body\":\"a\",\"group\":\"g\""
      })
  void whatever_an_entry_says_counts(String other) throws Exception {
    var batch = "{\"messages\":[{\"body\":\"a\"},{" + other + "}]}";

    server.call("POST", BATCH, batch, Map.of("Idempotency-Key", "k"));

    assertThat(key(1)).endsWith("/0").isNotEqualTo(key(0));
  }

  @Test
  void a_key_of_its_own_stays_and_a_long_one_is_hashed() throws Exception {
    var batch = "{\"messages\":[{\"body\":\"a\",\"dedup_id\":\"own\"},{\"body\":\"a\"}]}";

    server.call("POST", BATCH, batch, Map.of("Idempotency-Key", "k".repeat(128)));

    assertThat(key(0)).isEqualTo("own");
    assertThat(key(1)).startsWith("sha256:").hasSize(71);
  }

  @Test
  void an_entry_of_a_topics_batch_keeps_its_key_and_its_subject_counts() throws Exception {
    var all = "{\"messages\":[{\"body\":\"a\"},{\"body\":\"a\",\"subject\":\"eu\"}]}";
    var some = "{\"messages\":[{\"body\":\"a\",\"subject\":\"orders.eu\"}]}";

    server.call("POST", TOPIC_BATCH, all, Map.of("Idempotency-Key", "k"));
    server.call("POST", TOPIC_BATCH, some, Map.of("Idempotency-Key", "k"));

    assertThat(topicKey(1)).endsWith("/0").isNotEqualTo(topicKey(0));
    assertThat(topicKey(2)).isEqualTo(topicKey(1));
  }
}
