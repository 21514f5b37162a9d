package io.edgemq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// A subscription puts the messages of a topic into a queue. The baseline is a client that sends as
/// many messages to a queue of the same server, in batches, over one connection.
record ForwardScenario(String name, boolean isOnNats) implements Scenario {
  private static final int BATCH = 100;
  private static final int BATCHES = 100;
  private static final Pattern READY = Pattern.compile("\"ready\":(\\d+)");
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static ForwardScenario onSqlite() {
    return new ForwardScenario("forward", false);
  }

  static ForwardScenario onNats() {
    return new ForwardScenario("nats-forward", true);
  }

  @Override
  public String question() {
    return (isOnNats ? "on NATS: " : "") + "from a topic into a queue (no bound)";
  }

  @Override
  public List<Finding> run(Lab lab) throws InterruptedException {
    var edgemq = isOnNats ? lab.edgemq(lab.nats()) : lab.edgemq("forward");
    var run = new Run(edgemq);
    var compared = Comparison.of(lab.options().rounds(), run::forward, run::send);
    return List.of(Finding.ratio("forwarded / sent in batches by a client", compared, 0));
  }

  /// The server.
  private record Run(Server edgemq) {
    /// Messages a second from the creation of the subscription on.
    double forward() {
      var topic = made("/v1/topics");
      var queue = made("/v1/queues");
      post("/v1/topics/" + topic + "/messages/batch");
      long begin = System.nanoTime();
      edgemq.post(
          "/v1/subscriptions",
          """
          {"name":"%s","topic":"%s","delivery_type":"queue","start":"earliest",
           "queue":{"queue":"%s"}}"""
              .formatted(topic, topic, queue));
      await(queue);
      return perSecond(begin);
    }

    /// Messages a second that a client sends.
    double send() {
      var queue = made("/v1/queues");
      long begin = System.nanoTime();
      post("/v1/queues/" + queue + "/messages/batch");
      return perSecond(begin);
    }

    private static double perSecond(long begin) {
      return BATCH * BATCHES / ((System.nanoTime() - begin) / 1e9);
    }

    private String made(String collection) {
      var name = "b" + System.nanoTime();
      edgemq.post(collection, "{\"name\":\"" + name + "\",\"replicas\":1}");
      return name;
    }

    private void post(String path) {
      byte[] batch =
          Requests.post(
              path, edgemq.token(), "application/json", Requests.batch(BATCH, Post.BYTES));
      try (var link = Link.to(edgemq.port())) {
        for (int i = 0; i < BATCHES; i++) {
          if (link.exchange(batch) == null) throw new IllegalStateException("no answer");
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void await(String queue) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ready(queue) < BATCH * BATCHES) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not all is in the queue" + edgemq.process().logTail());
        }
        try {
          Server.pause(POLL);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("stopped", stopped);
        }
      }
    }

    private long ready(String queue) {
      try (var link = Link.to(edgemq.port())) {
        var answer = link.exchange(Requests.get("/v1/queues/" + queue, edgemq.token()));
        var found = READY.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
