package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two adapters on one cluster, of which one shuts down while its streams are read.
@Tag("slow")
@Timeout(300)
final class DrainNatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int READERS = 50;
  private static final int SIGTERM = 143;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  @TempDir private Path directory;

  /// What one reader has seen.
  ///
  /// @param sequences of all messages, from both adapters
  /// @param closedAt when it was told to leave the first one, as [System#nanoTime]
  private record Seen(List<Long> sequences, long closedAt, JsonNode close) {}

  @Test
  void readers_go_on_at_the_other_adapter_without_loss_and_not_all_at_once() throws Exception {
    try (var cluster = new PushCluster(directory);
        var one = cluster.adapter("one");
        var other = cluster.adapter("other");
        var leaving = cluster.client(one);
        var staying = cluster.client(other);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(staying.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
      var begun = new CountDownLatch(READERS);
      var readers = readers(threads, () -> new Reader(leaving, staying, begun).read());
      var publisher = new TopicWriter(staying);
      var publishing = threads.submit(publisher);
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      long terminated = System.nanoTime();

      assertThat(one.terminate()).isEqualTo(SIGTERM);

      assertThat(since(terminated)).isLessThan(DRAIN.plusSeconds(5));
      publisher.publishSomeMoreAndEnd();
      long last = publishing.get(60, TimeUnit.SECONDS);
      var expected = LongStream.rangeClosed(1, last).boxed().toList();
      var seen = new ArrayList<Seen>();
      for (var reader : readers) {
        seen.add(reader.get(60, TimeUnit.SECONDS));
      }
      assertThat(seen).allSatisfy(each -> assertThat(each.sequences()).isEqualTo(expected));
      assertSpread(seen, terminated);
    }
  }

  private static List<Future<Seen>> readers(ExecutorService threads, Callable<Seen> reader) {
    var readers = new ArrayList<Future<Seen>>();
    for (int i = 0; i < READERS; i++) {
      readers.add(threads.submit(reader));
    }
    return readers;
  }

  /// The ends are 50 ms apart, for so few; the returns are spread over the whole time.
  private static void assertSpread(List<Seen> seen, long terminated) {
    assertThat(seen)
        .allMatch(each -> each.close().path("code").asText().equals("shutdown"))
        .allMatch(each -> each.closedAt() - terminated < DRAIN.toNanos());
    var ends = seen.stream().map(Seen::closedAt).sorted().toList();
    for (int part = 0; part < 4; part++) {
      var first = ends.get(part * READERS / 5);
      var later = ends.get((part + 1) * READERS / 5);
      assertThat(Duration.ofNanos(later - first)).isBetween(ofMillis(150), ofMillis(2000));
    }
    var returns = seen.stream().map(each -> each.close().path("retry_ms").asLong()).toList();
    assertThat(returns).allMatch(each -> each > 0 && each <= DRAIN.toMillis() + 500);
    assertThat(returns.stream().distinct().count()).isGreaterThan(READERS * 9 / 10);
    assertThat(returns.stream().filter(each -> each < DRAIN.toMillis() / 2).count())
        .isBetween((long) READERS / 5, (long) READERS * 4 / 5);
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// Reads at the first adapter until it is told to leave, and at the second one to the end.
  private record Reader(ApiClient leaving, ApiClient staying, CountDownLatch begun) {
    Seen read() throws Exception {
      var sequences = new ArrayList<Long>();
      var close = readUntilTold(sequences);
      long closedAt = System.nanoTime();
      goOn(sequences);
      return new Seen(sequences, closedAt, close);
    }

    private JsonNode readUntilTold(List<Long> sequences) throws Exception {
      try (var stream = SseReader.open(leaving, "/v1/topics/orders/stream?from=earliest")) {
        assertThat(stream.status()).isEqualTo(200);
        for (var event = stream.next(); event != null; event = stream.next()) {
          if (event.type().equals("close")) {
            return JSON.readTree(event.data());
          }
          keep(event, sequences);
          if (sequences.size() == 10) {
            begun.countDown();
          }
        }
      }
      throw new AssertionError("a stream ended without a word");
    }

    private void goOn(List<Long> sequences) throws Exception {
      var cursor = Long.toString(sequences.getLast());
      try (var stream =
          SseReader.open(staying, "/v1/topics/orders/stream", "Last-Event-ID", cursor)) {
        assertThat(stream.status()).isEqualTo(200);
        for (var event = stream.next(); event != null; event = stream.next()) {
          if (keep(event, sequences)) {
            return;
          }
        }
        throw new AssertionError("the other stream ended");
      }
    }

    /// Whether it is the last message. Nothing but messages comes.
    private static boolean keep(SseReader.Event event, List<Long> sequences) throws IOException {
      assertThat(event.type()).isEqualTo("message");
      var message = JSON.readTree(event.data());
      sequences.add(message.path("sequence").asLong());
      return message.path("subject").asText().equals("orders.end");
    }
  }
}
