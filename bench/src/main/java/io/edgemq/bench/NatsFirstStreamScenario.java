package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The first stream that a new process opens: of a topic with a million messages, and of an empty
/// one. Measures the time to the first byte of the answer. Another stream is opened at the same
/// moment as the one of the long topic, to see whether it waits for it.
record NatsFirstStreamScenario() implements Scenario {
  private static final int MESSAGES = 1_000_000;
  private static final int FILL_CONNECTIONS = 8;
  private static final double AT_MOST = 2;
  private static final int READ_MILLIS = 60_000;

  @Override
  public String name() {
    return "nats-first-stream";
  }

  @Override
  public String question() {
    return "on NATS: first byte of a new process's first stream, 1 000 000 messages / none";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var nats = lab.nats();
    double filled;
    try (var server = lab.edgemq(nats)) {
      for (var topic : List.of("long", "empty", "other")) {
        server.post("/v1/topics", "{\"name\":\"" + topic + "\",\"replicas\":1}");
      }
      filled = fill(lab, server);
    }
    var first = new ArrayList<Comparison.Round>();
    var beside = new ArrayList<Comparison.Round>();
    for (int i = 0; i < lab.options().rounds(); i++) {
      double empty = alone(lab, nats, "empty");
      first.add(new Comparison.Round(alone(lab, nats, "long"), empty));
      beside.add(new Comparison.Round(meanwhile(lab, nats), empty));
    }
    return List.of(
        Finding.slowdown("1 000 000 messages / none", new Comparison(first), AT_MOST),
        Finding.slowdown("another topic meanwhile / alone", new Comparison(beside), AT_MOST),
        Finding.number("batch publish (100)", filled, "msg/s"));
  }

  private static double fill(Lab lab, Server server) {
    return lab.load(
            server,
            "workload=batch",
            "bytes=16",
            "path=/v1/topics/long/messages/batch",
            "connections=" + FILL_CONNECTIONS,
            "units=" + MESSAGES)
        .decimal("per_second");
  }

  private static double alone(Lab lab, NatsServer nats, String topic) throws InterruptedException {
    try (var server = lab.edgemq(nats)) {
      return firstByteMillis(server, topic);
    }
  }

  /// The time of the other topic's stream while the one of the long topic is opened.
  private static double meanwhile(Lab lab, NatsServer nats) throws InterruptedException {
    try (var server = lab.edgemq(nats)) {
      var opening = CompletableFuture.supplyAsync(() -> firstByteMillis(server, "long"));
      double other = firstByteMillis(server, "other");
      double unused = opening.join();
      return other;
    }
  }

  private static double firstByteMillis(Server server, String topic) {
    var request = Requests.stream("/v1/topics/" + topic + "/stream?from=latest", server.token());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      var status = new byte["HTTP/1.1 200".length()];
      long start = System.nanoTime();
      socket.getOutputStream().write(request);
      int count = socket.getInputStream().read(status);
      double millis = (System.nanoTime() - start) / 1e6;
      if (count < status.length || status[status.length - 3] != '2') {
        throw new IllegalStateException("no stream of " + topic + server.process().logTail());
      }
      return millis;
    } catch (IOException failed) {
      throw new UncheckedIOException("at " + topic + server.process().logTail(), failed);
    }
  }
}
