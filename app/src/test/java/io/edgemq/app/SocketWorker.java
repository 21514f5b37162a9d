package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Works on the queue `jobs` over a WebSocket, for tests. For one thread.
final class SocketWorker implements AutoCloseable {
  private final ApiSocket socket;
  private final Deque<Job> unsettled = new ArrayDeque<>();
  private final List<Job> received = new ArrayList<>();
  private final List<Long> done = new ArrayList<>();

  /// A message as it was received.
  ///
  /// @param at when, as [System#nanoTime]
  record Job(long sequence, int attempt, String receipt, long at) {}

  /// Begins to receive as many messages as `credit` allows.
  SocketWorker(ApiClient client, int credit) {
    this.socket = ApiSocket.open(client, "/v1/ws");
    socket.send(
        "{\"op\":\"receive\",\"id\":\"work\",\"queue\":\"jobs\",\"credit\":" + credit + "}");
  }

  /// Acknowledges so many messages. Returns when all are settled.
  void work(int jobs) throws Exception {
    int asked = 0;
    int before = done.size();
    while (done.size() < before + jobs) {
      for (; asked < jobs && !unsettled.isEmpty(); asked++) {
        acknowledge(unsettled.remove());
      }
      read();
    }
  }

  /// The id of the settlement is the sequence of the message.
  private void acknowledge(Job job) {
    socket.send(
        "{\"op\":\"settle\",\"id\":%d,\"queue\":\"jobs\",\"ack\":[\"%s\"]}"
            .formatted(job.sequence(), job.receipt()));
  }

  /// Receives without settling until it holds so many messages; their sequences.
  List<Long> hold(int jobs) throws Exception {
    while (unsettled.size() < jobs) {
      read();
    }
    return unsettled.stream().map(Job::sequence).toList();
  }

  private void read() throws Exception {
    var frame = socket.next().orElseThrow(() -> new AssertionError("the socket ended"));
    switch (frame.path("op").asText()) {
      case "receiving" -> {}
      case "message" -> keep(frame.path("message"));
      case "settled" -> {
        assertThat(frame.at("/results/0/ok").asBoolean()).as(frame.toString()).isTrue();
        done.add(frame.path("id").asLong());
      }
      default -> throw new AssertionError(frame.toString());
    }
  }

  private void keep(JsonNode message) {
    var job =
        new Job(
            message.path("sequence").asLong(),
            message.path("attempt").asInt(),
            message.path("receipt").asText(),
            System.nanoTime());
    received.add(job);
    unsettled.add(job);
  }

  /// How the server has closed the socket, once it has.
  ApiSocket.End end() throws Exception {
    return socket.end();
  }

  /// Everything that came, in order.
  List<Job> received() {
    return received;
  }

  /// The sequences of what was settled.
  List<Long> done() {
    return done;
  }

  @Override
  public void close() {
    socket.close();
  }
}
