package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;

/// A server that pushes, and the endpoint that it pushes to.
record PushTarget(Server edgemq, Server sink) {
  private static final int BATCH = 100;
  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// What is pushed: batches of messages of a new topic to new subscriptions.
  ///
  /// @param path of the endpoint
  record Load(int batches, int subscriptions, String path, int inFlight) {}

  /// The saves of a server so far.
  record Saves(double count, double seconds) {
    double meanMicrosSince(Saves before) {
      return (seconds - before.seconds) / (count - before.count) * 1e6;
    }
  }

  /// How often the server has saved what was delivered, and how long that took.
  Saves saves() {
    try (var link = Link.to(edgemq.port())) {
      var metrics = new String(link.exchange(Requests.get("/metrics")).body(), US_ASCII);
      return new Saves(
          figure(metrics, "edgemq_push_save_seconds_count"),
          figure(metrics, "edgemq_push_save_seconds_sum"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static double figure(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /// Deliveries a second.
  double deliveries(Load load) {
    var topic = topic();
    var batch = Requests.batch(BATCH, Post.BYTES);
    for (int i = 0; i < load.batches(); i++) publishBatch(topic, batch);
    long wanted = (long) BATCH * load.batches() * load.subscriptions();
    long before = count();
    long begin = System.nanoTime();
    var ids = new ArrayList<String>();
    for (int i = 0; i < load.subscriptions(); i++) {
      var more = ",\"max_in_flight\":" + load.inFlight();
      ids.add(subscribe(topic, load.path(), more, "earliest"));
    }
    awaitCount(before + wanted);
    double seconds = (System.nanoTime() - begin) / 1e9;
    for (var id : ids) unsubscribe(id);
    remove(topic);
    return wanted / seconds;
  }

  static byte[] body() {
    return (PushSink.stamp() + " order").getBytes(US_ASCII);
  }

  byte[] publishRequest(String topic, byte[] body) {
    return Requests.post("/v1/topics/" + topic + "/messages", edgemq.token(), "text/plain", body);
  }

  void publish(String topic) {
    send(publishRequest(topic, body()));
  }

  void publishBatch(String topic, byte[] batch) {
    send(
        Requests.post(
            "/v1/topics/" + topic + "/messages/batch", edgemq.token(), "application/json", batch));
  }

  private void send(byte[] request) {
    try (var link = Link.to(edgemq.port())) {
      if (link.exchange(request) == null) throw new IllegalStateException("no answer");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String topic() {
    var name = "t" + System.nanoTime();
    edgemq.post("/v1/topics", "{\"name\":\"" + name + "\",\"replicas\":1}");
    return name;
  }

  String subscribe(String topic, String path, String more, String start) {
    var answer =
        edgemq.post(
            "/v1/subscriptions",
            """
            {"name":"s%d","topic":"%s","delivery_type":"http_push","start":"%s",
             "push":{"url":"http://127.0.0.1:%d%s"%s}}"""
                .formatted(System.nanoTime(), topic, start, sink.port(), path, more));
    return answer.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
  }

  void delete(String topic, String subscription) {
    unsubscribe(subscription);
    remove(topic);
  }

  private void unsubscribe(String subscription) {
    send(Requests.delete("/v1/subscriptions/" + subscription, edgemq.token()));
  }

  private void remove(String topic) {
    send(Requests.delete("/v1/topics/" + topic, edgemq.token()));
  }

  long count() {
    return Long.parseLong(get("/count"));
  }

  Arguments latencies() {
    return Arguments.parse(get("/latencies").split(" "));
  }

  private String get(String path) {
    try (var link = Link.to(sink.port())) {
      return new String(link.exchange(Requests.get(path)).body(), US_ASCII);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  void awaitCount(long wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not all was pushed" + edgemq.process().logTail());
      }
      pause(POLL);
    }
  }

  static void pause(Duration time) {
    try {
      Server.pause(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
  }
}
