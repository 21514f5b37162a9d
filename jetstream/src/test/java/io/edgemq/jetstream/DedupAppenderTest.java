package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Stored.Origin;
import io.edgemq.jetstream.DedupAppender.Item;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DedupAppenderTest {
  private static final long WINDOW = 1_000;
  private static NatsServer server;
  private static Cluster cluster;
  private StreamClient stream;

  @BeforeAll
  static void start() {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    server.close();
  }

  @BeforeEach
  void open() throws IOException, JetStreamApiException {
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder()
                .name("T_x")
                .subjects("t.x")
                .allowDirect(true)
                .allowAtomicPublish(true)
                .build());
    stream = new StreamClient(cluster, "T_x");
  }

  @AfterEach
  void remove() {
    assertThat(stream.delete()).isTrue();
  }

  /// An appender of an adapter that has just started.
  private DedupAppender adapter() {
    return new DedupAppender(stream, new RecentKeys(10));
  }

  private static Item item(String body, @Nullable String key, long now) {
    var message = new Outgoing("t.x", new MessageHeaders(), body.getBytes(StandardCharsets.UTF_8));
    return new Item(message, key == null ? null : new DedupKey(key), now + WINDOW);
  }

  private static List<Stored> append(DedupAppender adapter, long now, String... keys) {
    return new ArrayList<>(
        adapter.append(Arrays.stream(keys).map(k -> item(k, key(k), now)).toList(), now));
  }

  private static @Nullable String key(String text) {
    return text.equals("-") ? null : text;
  }

  private static Stored fresh(long sequence) {
    return new Stored(sequence, Origin.FRESH);
  }

  private static Stored replayed(long sequence) {
    return new Stored(sequence, Origin.REPLAYED);
  }

  private long stored() {
    return stream.rawInfo().orElseThrow().getStreamState().getLastSequence();
  }

  @Test
  void an_empty_list_stores_nothing() {
    assertThat(adapter().append(List.of(), 0)).isEmpty();
    assertThat(stored()).isZero();
  }

  @Test
  void a_key_is_known_to_every_adapter_within_its_window() {
    var adapter = adapter();

    assertThat(append(adapter, 0, "k")).containsExactly(fresh(1));

    assertThat(append(adapter, WINDOW - 1, "k")).containsExactly(replayed(1));
    assertThat(append(adapter(), WINDOW - 1, "k")).containsExactly(replayed(1));
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void a_key_past_its_window_is_stored_again_although_the_server_knows_it() {
    append(adapter(), 0, "k");

    assertThat(append(adapter(), WINDOW, "k")).containsExactly(fresh(2));
    assertThat(append(adapter(), 2 * WINDOW - 1, "k")).containsExactly(replayed(2));
    assertThat(append(adapter(), 2 * WINDOW, "k")).containsExactly(fresh(3));
    assertThat(append(adapter(), 2 * WINDOW, "k")).containsExactly(replayed(3));
  }

  @Test
  void the_last_message_of_a_key_counts_although_the_clock_was_set_back() {
    append(adapter(), 0, "k");
    append(adapter(), WINDOW, "k");

    assertThat(append(adapter(), WINDOW - 1, "k")).containsExactly(replayed(2));
    assertThat(append(adapter(), WINDOW - 1, "x", "k")).containsExactly(fresh(3), replayed(2));
  }

  @Test
  void a_key_may_be_used_again_and_again() {
    var adapter = adapter();
    for (int i = 0; i < 12; i++) {
      assertThat(append(adapter, i * WINDOW, "k")).containsExactly(fresh(i + 1L));
    }
  }

  @Test
  void known_keys_of_a_batch_are_told_apart_from_new_ones() {
    append(adapter(), 0, "a");
    append(adapter(), 500, "b");

    var entries = append(adapter(), WINDOW, "x", "a", "-", "b", "x", "a");

    assertThat(entries)
        .containsExactly(fresh(3), fresh(4), fresh(5), replayed(2), replayed(3), replayed(4));
    assertThat(stored()).isEqualTo(5);
  }

  @Test
  void a_batch_of_known_keys_stores_nothing() {
    append(adapter(), 0, "a", "b");

    assertThat(append(adapter(), 1, "b", "a")).containsExactly(replayed(2), replayed(1));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void the_key_of_a_message_that_is_gone_is_remembered() {
    var adapter = adapter();
    append(adapter, 0, "k");
    stream.purgeBefore(2);

    assertThat(append(adapter(), WINDOW - 1, "k")).containsExactly(replayed(1));
    assertThat(append(adapter, WINDOW - 1, "k")).containsExactly(replayed(1));
    assertThat(append(adapter, WINDOW, "k")).containsExactly(fresh(2));
  }

  @Test
  void keys_may_hold_any_printable_character() {
    assertThat(append(adapter(), 0, " k", "k ", "k|1", "k%7C1", "k", "%20k"))
        .extracting(Stored::origin)
        .containsOnly(Origin.FRESH);
    assertThat(append(adapter(), 0, "k|1", " k", "k", "%20k"))
        .containsExactly(replayed(3), replayed(1), replayed(5), replayed(6));
    append(adapter(), WINDOW, "k");
    assertThat(append(adapter(), WINDOW - 1, "k|5")).containsExactly(fresh(8));
  }

  private static String[] hundred() {
    return IntStream.range(0, 100).mapToObj(i -> "k" + i).toArray(String[]::new);
  }

  private static List<Stored> replayed(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(DedupAppenderTest::replayed).toList();
  }

  @Test
  void a_hundred_known_keys_are_recognized() {
    append(adapter(), 0, hundred());

    assertThat(append(adapter(), 1, hundred())).isEqualTo(replayed(1, 100));
    assertThat(stored()).isEqualTo(100);
  }

  @Test
  void a_hundred_known_keys_with_some_messages_gone_are_recognized() {
    append(adapter(), 0, hundred());
    stream.purgeBefore(50);

    assertThat(append(adapter(), 1, hundred())).isEqualTo(replayed(1, 100));
    assertThat(stored()).isEqualTo(100);
  }

  private static String[] after(String first, String[] others) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  @Test
  void a_hundred_known_keys_after_a_new_one_or_none_are_recognized() {
    append(adapter(), 0, hundred());

    assertThat(append(adapter(), 1, after("new", hundred())))
        .startsWith(fresh(101))
        .endsWith(replayed(1, 100).toArray(Stored[]::new));
    assertThat(append(adapter(), 1, after("-", hundred())))
        .startsWith(fresh(102))
        .endsWith(replayed(1, 100).toArray(Stored[]::new));
  }

  @Test
  void a_hundred_new_keys_behind_a_known_one_are_stored() {
    append(adapter(), 0, "known");
    var entries = append(adapter(), 1, after("known", hundred()));

    assertThat(entries.removeFirst()).isEqualTo(replayed(1));
    assertThat(entries).isEqualTo(LongStream.rangeClosed(2, 101).mapToObj(s -> fresh(s)).toList());
  }

  @Test
  void a_hundred_keys_past_their_window_are_stored_once_more() {
    append(adapter(), 0, hundred());
    append(adapter(), WINDOW, hundred());
    append(adapter(), 2 * WINDOW, hundred());
    assertThat(append(adapter(), 2 * WINDOW + 1, hundred())).isEqualTo(replayed(201, 300));
    assertThat(stored()).isEqualTo(300);
  }

  @Test
  void the_last_messages_of_a_hundred_keys_count_though_the_clock_was_set_back() {
    append(adapter(), 0, hundred());
    append(adapter(), WINDOW, hundred());

    assertThat(append(adapter(), WINDOW - 1, hundred())).isEqualTo(replayed(101, 200));
    assertThat(stored()).isEqualTo(200);
  }

  @Test
  void a_repeated_batch_with_more_messages_stores_only_the_new_ones() {
    append(adapter(), 0, "a", "b", "c");

    assertThat(append(adapter(), 1, "a", "-", "b", "x", "c"))
        .containsExactly(replayed(1), fresh(4), replayed(2), fresh(5), replayed(3));
  }

  @Test
  void the_memory_of_keys_is_bounded() {
    var recent = new RecentKeys(1);
    recent.remember(this, "a", new RecentKeys.Known(1, 1));
    recent.remember(this, "b", new RecentKeys.Known(2, 1));

    assertThat(recent.find(this, "a")).isEmpty();
    assertThat(recent.find(this, "b")).contains(new RecentKeys.Known(2, 1));
    assertThat(recent.find(new Object(), "b")).isEmpty();
  }

  @Test
  void asking_for_an_id_stores_nothing() {
    stream.publish(item("m", null, 0).message(), Condition.id("known"));

    assertThat(stream.knows("known", "t.x")).isTrue();
    assertThat(stream.knows("unknown", "t.x")).isFalse();
    assertThat(stream.knowsAny(List.of("unknown", "known", "other"), "t.x")).isTrue();
    assertThat(stream.knowsAny(List.of("unknown", "other"), "t.x")).isFalse();
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void a_message_is_found_at_the_leader() {
    append(adapter(), 0, "a", "b");

    assertThat(stream.fromLeader(2, ">").map(Entry::sequence)).contains(2L);
    assertThat(stream.fromLeader(3, ">")).isEmpty();
  }

  @Test
  void a_missing_stream_has_no_responders() {
    var nowhere = new DedupAppender(new StreamClient(cluster, "T_none"), new RecentKeys(1));
    var message = new Outgoing("t.none", new MessageHeaders(), new byte[0]);

    assertThatExceptionOfType(StoreException.NoResponders.class)
        .isThrownBy(() -> nowhere.append(List.of(Item.keyless(message)), 0));
  }
}
