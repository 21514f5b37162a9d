package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two adapters on one cluster, of which one shuts down while WebSockets are open.
@Tag("slow")
@Timeout(300)
final class DrainSocketsNatsTest {
  private static final int READERS = 30;
  private static final int JOBS = 100;
  private static final int DONE_BEFORE = 40;
  private static final int CREDIT = 10;
  private static final int SHUTDOWN = 3001;
  private static final int SIGTERM = 143;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  @TempDir private Path directory;

  @Test
  void readers_go_on_at_the_other_adapter_without_loss_and_not_all_at_once() throws Exception {
    try (var cluster = new PushCluster(directory);
        var one = cluster.adapter("one");
        var other = cluster.adapter("other");
        var leaving = cluster.client(one);
        var staying = cluster.client(other);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      make(staying, "/v1/topics", "{\"name\":\"orders\"}");
      var begun = new CountDownLatch(READERS);
      var readers = new ArrayList<Future<Seen>>();
      for (var way : ways(staying)) {
        readers.add(threads.submit(() -> new Reader(way, begun).read(leaving, staying)));
      }
      var writer = new TopicWriter(staying);
      var writing = threads.submit(writer);
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

      assertThat(one.terminate()).isEqualTo(SIGTERM);

      writer.publishSomeMoreAndEnd();
      long last = writing.get(60, TimeUnit.SECONDS);
      var expected = LongStream.rangeClosed(1, last).boxed().toList();
      var seen = new ArrayList<Seen>();
      for (var reader : readers) {
        seen.add(reader.get(60, TimeUnit.SECONDS));
      }
      assertThat(seen).allSatisfy(each -> assertThat(each.sequences()).isEqualTo(expected));
      assertSpread(seen.stream().map(Seen::end).toList());
    }
  }

  private static JsonNode make(ApiClient client, String path, String body) throws Exception {
    var answer = client.post(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  /// In turns a socket of the subscription's own and one that subscribes to the topic.
  private static List<Way> ways(ApiClient client) throws Exception {
    var subscription =
        make(
            client,
            "/v1/subscriptions",
            "{\"name\":\"all\",\"topic\":\"orders\",\"delivery_type\":\"sse\"}");
    Way own = new OwnSocket(subscription.path("id").asText());
    Way shared = new SharedSocket();
    return IntStream.range(0, READERS).mapToObj(i -> i % 2 == 0 ? own : shared).toList();
  }

  /// The ends are at most 50 ms apart, for so few; the returns are spread over the whole time.
  private static void assertSpread(List<ApiSocket.End> ends) {
    assertThat(ends).allMatch(end -> end.code() == SHUTDOWN);
    assertThat(ends).allMatch(end -> end.reason().startsWith("shutdown,"));
    var times = ends.stream().map(ApiSocket.End::at).sorted().toList();
    assertThat(Duration.ofNanos(times.getLast() - times.getFirst()))
        .isBetween(Duration.ofSeconds(1), DRAIN.dividedBy(2).plusSeconds(1));
    var returns = ends.stream().map(ApiSocket.End::retryMillis).toList();
    assertThat(returns).allMatch(millis -> millis >= 500 && millis <= DRAIN.toMillis() + 500);
    assertThat(returns.stream().distinct().count()).isGreaterThan(READERS * 9 / 10);
    assertThat(returns.stream().max(Comparator.naturalOrder()).orElseThrow())
        .isGreaterThan(DRAIN.toMillis() / 2);
  }

  @Test
  void what_a_worker_holds_is_received_again_at_the_other_adapter_at_once() throws Exception {
    try (var cluster = new PushCluster(directory);
        var one = cluster.adapter("one");
        var other = cluster.adapter("other");
        var leaving = cluster.client(one);
        var staying = cluster.client(other);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      make(staying, "/v1/queues", "{\"name\":\"jobs\"}");
      for (int i = 0; i < JOBS; i++) {
        make(staying, "/v1/queues/jobs/messages", "job " + i);
      }
      try (var first = new SocketWorker(leaving, CREDIT)) {
        first.work(DONE_BEFORE);
        var held = first.hold(CREDIT);

        var terminated = threads.submit(one::terminate);

        var end = first.end();
        try (var second = new SocketWorker(staying, CREDIT)) {
          second.work(JOBS - DONE_BEFORE);
          assertThat(end.code()).as(end.reason()).isEqualTo(SHUTDOWN);
          assertThat(held).hasSize(CREDIT);
          assertReceivedAgain(held, second.received(), end);
          assertThat(LongStream.concat(done(first), done(second)).sorted())
              .containsExactlyElementsOf(LongStream.rangeClosed(1, JOBS).boxed().toList());
          assertEmpty(staying);
        }
        assertThat(terminated.get(60, TimeUnit.SECONDS)).isEqualTo(SIGTERM);
      }
    }
  }

  private static LongStream done(SocketWorker worker) {
    return worker.done().stream().mapToLong(Long::longValue);
  }

  /// As what was tried before, within 2 s; everything else for the first time.
  private static void assertReceivedAgain(
      List<Long> held, List<SocketWorker.Job> received, ApiSocket.End end) {
    assertThat(received).hasSize(JOBS - DONE_BEFORE);
    var again = received.stream().filter(job -> held.contains(job.sequence())).toList();
    assertThat(again).hasSize(CREDIT).allMatch(job -> job.attempt() == 2);
    assertThat(again)
        .allSatisfy(
            job ->
                assertThat(Duration.ofNanos(job.at() - end.at()))
                    .isLessThan(Duration.ofSeconds(2)));
    assertThat(received)
        .filteredOn(job -> !held.contains(job.sequence()))
        .allMatch(job -> job.attempt() == 1);
  }

  private static void assertEmpty(ApiClient client) throws Exception {
    var counts = client.get("/v1/queues/jobs").json().path("counts");
    assertThat(counts.path("ready").asInt(-1)).as(counts.toString()).isZero();
    assertThat(counts.path("in_flight").asInt(-1)).as(counts.toString()).isZero();
  }

  /// What one reader has seen, and how its first socket ended.
  ///
  /// @param sequences of all messages, from both adapters
  private record Seen(List<Long> sequences, ApiSocket.End end) {}

  /// How a reader reads over a socket.
  private interface Way {
    /// Begins behind the message `cursor`.
    ApiSocket open(ApiClient client, long cursor);

    /// The message of a frame; missing when the frame is another one.
    JsonNode message(JsonNode frame);
  }

  private record OwnSocket(String subscription) implements Way {
    @Override
    public ApiSocket open(ApiClient client, long cursor) {
      return ApiSocket.open(
          client, "/v1/ws/subscriptions/" + subscription + "?last_event_id=" + cursor);
    }

    @Override
    public JsonNode message(JsonNode frame) {
      assertThat(frame.has("op")).as(frame.toString()).isFalse();
      return frame;
    }
  }

  private record SharedSocket() implements Way {
    @Override
    public ApiSocket open(ApiClient client, long cursor) {
      var socket = ApiSocket.open(client, "/v1/ws");
      socket.send(
          "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"last_event_id\":" + cursor + "}");
      return socket;
    }

    /// The subscription may be told of the end before its socket is.
    @Override
    public JsonNode message(JsonNode frame) {
      assertThat(frame.path("op").asText()).isIn("subscribed", "message", "close");
      if (frame.has("code")) {
        assertThat(frame.path("code").asText()).isEqualTo("shutdown");
      }
      return frame.path("message");
    }
  }

  /// Reads at the first adapter until it is told to leave, and at the second one to the end.
  private record Reader(Way way, CountDownLatch begun) {
    Seen read(ApiClient leaving, ApiClient staying) throws Exception {
      var sequences = new ArrayList<Long>();
      try (var socket = way.open(leaving, 0)) {
        for (var frame = socket.next(); frame.isPresent(); frame = socket.next()) {
          int before = sequences.size();
          boolean isLast = keep(frame.get(), sequences);
          assertThat(isLast).isFalse();
          if (before == 9 && sequences.size() == 10) {
            begun.countDown();
          }
        }
        var end = socket.end();
        goOn(staying, sequences);
        return new Seen(sequences, end);
      }
    }

    private void goOn(ApiClient staying, List<Long> sequences) throws Exception {
      try (var socket = way.open(staying, sequences.getLast())) {
        for (var frame = socket.next(); frame.isPresent(); frame = socket.next()) {
          if (keep(frame.get(), sequences)) {
            return;
          }
        }
        throw new AssertionError("the other socket ended");
      }
    }

    /// Whether it is the last message.
    private boolean keep(JsonNode frame, List<Long> sequences) {
      var message = way.message(frame);
      if (message.isMissingNode()) {
        return false;
      }
      sequences.add(message.path("sequence").asLong());
      return message.path("subject").asText().equals("orders.end");
    }
  }
}
