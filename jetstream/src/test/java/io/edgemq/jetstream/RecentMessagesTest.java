package io.edgemq.jetstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A stream of the latest messages, on a server that cannot promise much room.
@Timeout(120)
class RecentMessagesTest {
  private static final String NAME = "recent";
  private static final int PER_SUBJECT = 3;
  private static final Duration AGE = Duration.ofDays(3);
  private static final int LARGEST = 16 << 20;

  private final Opened opened = new Opened();
  private Cluster cluster;
  private RecentMessages messages;
  private StreamClient stream;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.with("max_payload: 2MB", "max_file_store: 40000000"));
    cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    messages =
        new RecentMessages(cluster, NAME, "recent.>", new RecentMessages.Bounds(PER_SUBJECT, AGE));
    stream = new StreamClient(cluster, NAME);
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static Outgoing message(String subject, String text) {
    return new Outgoing(subject, new MessageHeaders(), text.getBytes(US_ASCII));
  }

  private List<String> texts(String subject) {
    return messages.read(subject).stream()
        .map(entry -> new String(entry.body(), US_ASCII))
        .toList();
  }

  @Test
  void it_is_made_with_the_first_message_as_large_as_the_server_can_promise() {
    assertThat(stream.info()).isEmpty();
    assertThat(messages.read("recent.a")).isEmpty();
    messages.purge("recent.a");

    messages.append(List.of(message("recent.a", "1")));

    var made = stream.rawInfo().orElseThrow().getConfiguration();
    assertThat(made.getMaxBytes()).isEqualTo(LARGEST);
    assertThat(made.getMaxAge()).isEqualTo(AGE);
    assertThat(texts("recent.a")).containsExactly("1");
  }

  @Test
  void the_latest_messages_of_each_subject_are_there_in_order() {
    messages.append(List.of(message("recent.a", "1"), message("recent.b", "2")));
    messages.append(
        IntStream.range(3, 10).mapToObj(i -> message("recent.a", String.valueOf(i))).toList());

    assertThat(texts("recent.a")).containsExactly("7", "8", "9");
    assertThat(texts("recent.b")).containsExactly("2");
    messages.purge("recent.a");
    assertThat(texts("recent.a")).isEmpty();
    assertThat(texts("recent.b")).containsExactly("2");
  }

  @Test
  void the_oldest_make_room_for_new_ones_and_nothing_else_does() {
    var text = "x".repeat(10_000);
    int count = 2 * LARGEST / text.length();
    for (int i = 0; i < count; i += 100) {
      var batch = new ArrayList<Outgoing>();
      for (int j = i; j < i + 100; j++) {
        batch.add(message("recent." + j, text));
      }
      messages.append(batch);
    }

    var state = stream.rawInfo().orElseThrow().getStreamState();
    assertThat(state.getByteCount()).isBetween(LARGEST / 2L, (long) LARGEST);
    assertThat(texts("recent.0")).isEmpty();
    assertThat(texts("recent." + (count - 1))).containsExactly(text);
  }

  @Test
  void a_stream_that_was_removed_is_made_again() {
    messages.append(List.of(message("recent.a", "1")));
    stream.delete();

    messages.append(List.of(message("recent.a", "2"), message("recent.a", "3")));

    assertThat(texts("recent.a")).containsExactly("2", "3");
  }
}
