package io.edgemq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Starts redrives every few seconds: of all dead letters, of a number of them, or with a rate
/// limit.
final class Redriver {
  private static final Duration PAUSE = Duration.ofSeconds(4);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Another process takes over the job of an ended process within two minutes.
  private static final Duration END = Duration.ofMinutes(4);

  private final Rotation client;
  private final DeadLetterRule rule;
  private final AtomicBoolean over;
  private final Map<String, Long> moved = new ConcurrentSkipListMap<>();

  /// @param over when to start no more jobs
  Redriver(Rotation client, DeadLetterRule rule, AtomicBoolean over) {
    this.client = client;
    this.rule = rule;
    this.over = over;
  }

  /// Starts one job after the other.
  void work(QueueLedger ledger, Random random) throws InterruptedException {
    while (!over.get()) {
      Rotation.rest(PAUSE);
      ledger.redriving();
      try {
        begin(ledger, plan(random));
      } catch (IOException noAnswer) {
        ledger.odd("a redrive had " + noAnswer.getMessage());
      }
    }
  }

  private static String plan(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "{\"max\":%d}".formatted(random.nextInt(1, 10));
      case 1 -> "{\"rate_per_second\":%d}".formatted(random.nextInt(2, 10));
      default -> "";
    };
  }

  private void begin(QueueLedger ledger, String plan) throws IOException, InterruptedException {
    var path = "/v1/queues/" + rule.target() + "/redrive";
    var answer = client.until(PATIENCE, path, Rotation.body(plan));
    if (answer.status() == 202) {
      moved.put(answer.json().get("id").asText(), 0L);
    } else {
      ledger.odd("a redrive was answered " + answer.status() + " " + answer.text());
    }
  }

  /// Waits until every started job has ended. Tells the ledger of jobs that have failed or have not
  /// ended in four minutes.
  void awaitEnd(QueueLedger ledger) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + END.toNanos();
    for (var id : List.copyOf(moved.keySet())) {
      var job = job(id);
      while (isRunning(job) && System.nanoTime() - deadline < 0) {
        Rotation.rest(LOOK);
        job = job(id);
      }
      if (!job.get("state").asText().equals("done")) {
        ledger.odd("a redrive ended as " + job);
      }
      moved.put(id, job.get("moved").asLong());
    }
  }

  private static boolean isRunning(JsonNode job) {
    return job.get("state").asText().equals("running");
  }

  private JsonNode job(String id) throws IOException, InterruptedException {
    return client.until(PATIENCE, "/v1/jobs/" + id, request -> request.GET()).json();
  }

  /// The number of started jobs.
  int jobs() {
    return moved.size();
  }

  /// The number of messages that the jobs moved, once all have ended.
  long moved() {
    return moved.values().stream().mapToLong(Long::longValue).sum();
  }
}
