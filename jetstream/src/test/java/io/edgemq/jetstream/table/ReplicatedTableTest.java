package io.edgemq.jetstream.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ReplicatedTableTest {
  private static final String BUCKET = "mq-admin-catalog-v1";
  private static final RowFormat<String> TEXT =
      new RowFormat<>() {
        @Override
        public byte[] write(String value) {
          return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String read(byte[] bytes) throws IOException {
          var text = new String(bytes, StandardCharsets.UTF_8);
          if (text.equals("unreadable")) {
            throw new IOException("not a row");
          }
          return text;
        }
      };

  private final Opened opened = new Opened();
  private NatsServer server;
  private ReplicatedTable<String> table;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    table = another();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private Cluster cluster() {
    return opened.add(Cluster.connect(NatsConfig.of(server.url())));
  }

  /// The table, opened by another process.
  private ReplicatedTable<String> another() {
    return opened.add(ReplicatedTable.open(cluster(), BUCKET, TEXT));
  }

  private static void put(ReplicatedTable<String> where, String key, String value) {
    var unused = where.change(_ -> Decision.one(new Edit.Put<String>(key, value), true));
  }

  private static void remove(ReplicatedTable<String> where, String key) {
    var unused = where.change(_ -> Decision.one(new Edit.Remove<String>(key), true));
  }

  private static String find(ReplicatedTable<String> where, String key) {
    return where.find(key, _ -> true).map(Row::value).orElse("none");
  }

  @Test
  void a_process_finds_what_another_one_writes() {
    var other = another();

    put(table, "k", "1");
    assertThat(find(table, "k")).isEqualTo("1");
    assertThat(find(other, "k")).isEqualTo("1");

    remove(other, "k");
    assertThat(find(other, "k")).isEqualTo("none");
    assertThat(other.view().rows()).isEmpty();
  }

  @Test
  void a_table_that_is_opened_later_has_all_rows() {
    put(table, "a", "1");
    put(table, "b", "2");
    put(table, "a", "3");
    remove(table, "b");

    var later = another();

    assertThat(later.view().rows()).containsOnlyKeys("a");
    assertThat(find(later, "a")).isEqualTo("3");
  }

  @Test
  void no_concurrent_change_is_lost() throws Exception {
    put(table, "n", "0");
    int each = 40;
    var done = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : List.of(table, another(), another())) {
        for (int i = 0; i < 2; i++) {
          done.add(threads.submit(() -> increment(one, each)));
        }
      }
    }

    for (var one : done) {
      one.get();
    }
    assertThat(find(another(), "n")).isEqualTo(Integer.toString(6 * each));
    assertThat(find(another(), "other")).isEqualTo(Integer.toString(6 * each));
  }

  private static void increment(ReplicatedTable<String> where, int times) {
    for (int i = 0; i < times; i++) {
      var unused =
          where.change(
              view -> {
                var next =
                    Integer.toString(1 + Integer.parseInt(view.get("n").orElseThrow().value()));
                return new Decision<>(
                    List.of(new Edit.Put<>("n", next), new Edit.Put<>("other", next)), true);
              });
    }
  }

  @Test
  void a_decision_to_change_nothing_is_made_on_the_newest_rows() {
    var other = another();
    for (int i = 0; i < 50; i++) {
      var expected = Integer.toString(i);
      put(table, "k", expected);

      var seen = other.change(view -> Decision.none(view.get("k").map(Row::value))).result();

      assertThat(seen).contains(expected);
    }
  }

  @Test
  void the_cache_is_served_while_the_cluster_is_lost_and_catches_up_once_it_is_back()
      throws Exception {
    put(table, "k", "1");

    server.kill();
    assertThat(find(table, "k")).isEqualTo("1");
    Await.until(() -> !table.isFollowed());
    assertThat(find(table, "k")).isEqualTo("1");
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> find(table, "unknown"));
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> put(table, "k", "x"));

    var told = new LinkedBlockingQueue<String>();
    table.onChange(key -> told.add(key + (table.isFollowed() ? " while it is followed" : "")));
    server.restart();
    put(another(), "later", "2");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("later while it is followed");
    assertThat(find(table, "later")).isEqualTo("2");
    assertThat(find(table, "unknown")).isEqualTo("none");
    assertThat(table.isFollowed()).isTrue();
  }

  /// As when the server has forgotten the marker of a removal.
  private void forget(String key) throws IOException, JetStreamApiException {
    var purged = PurgeOptions.builder().subject("$KV." + BUCKET + "." + key).build();
    assertThat(cluster().management().purgeStream("KV_" + BUCKET, purged).getPurged()).isEqualTo(1);
  }

  @Test
  void a_table_whose_last_message_was_forgotten_can_be_written() throws Exception {
    put(table, "k", "1");
    put(table, "goes", "2");
    remove(table, "goes");
    forget("goes");

    var later = another();

    assertThat(later.view().rows()).containsOnlyKeys("k");
    assertThat(later.change(view -> Decision.none(view.rows().size())).result()).isEqualTo(1);
    put(later, "k", "3");
    Await.until(
        () -> find(table, "k").equals("3")); // a table answers from its cache when it has the row
  }

  @Test
  void the_whole_bucket_is_read_again_after_a_long_silence() throws Exception {
    var forgetful = opened.add(ReplicatedTable.open(cluster(), BUCKET, TEXT, Duration.ofMillis(1)));
    put(table, "stays", "1");
    put(table, "goes", "2");
    assertThat(find(forgetful, "goes")).isEqualTo("2");

    forget("goes");

    Await.until(() -> find(forgetful, "goes").equals("none"));
    assertThat(find(forgetful, "stays")).isEqualTo("1");
    assertThat(find(table, "goes")).isEqualTo("2");
  }

  @Test
  void a_change_is_announced_once_the_cache_has_it() throws InterruptedException {
    var told = new LinkedBlockingQueue<String>();
    var other = another();
    other.onChange(
        _ -> {
          throw new IllegalStateException("a listener that fails is in nobody's way");
        });
    other.onChange(key -> told.add(key + "=" + find(other, key)));

    put(table, "k", "1");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("k=1");

    remove(table, "k");
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("k=none");
  }

  @Test
  void an_unreadable_row_is_not_taken_for_missing() {
    put(table, "k", "unreadable");

    assertThat(table.view().get("k")).isPresent();
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> find(table, "k"));
  }

  @Test
  void a_closed_table_answers_nobody() {
    put(table, "k", "1");

    table.close();

    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> find(table, "k"));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> put(table, "k", "2"));
  }

  @Test
  void any_number_of_processes_may_create_it() throws ExecutionException, InterruptedException {
    var done = new ArrayList<Future<ReplicatedTable<String>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        var cluster = cluster();
        done.add(threads.submit(() -> ReplicatedTable.open(cluster, "mq-admin-jobs-v1", TEXT)));
      }
    }

    for (var one : done) {
      opened.add(one.get());
    }
    put(done.getFirst().get(), "k", "1");
    assertThat(find(done.getLast().get(), "k")).isEqualTo("1");
  }
}
