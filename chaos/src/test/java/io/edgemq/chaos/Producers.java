package io.edgemq.chaos;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/// Sends and publishes. Each message has its own idempotency key, so the producer can repeat it
/// until it is answered. Then the producer sends its next message.
final class Producers {
  /// Well below the dedup window (120 s).
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Rotation client;
  private final AtomicBoolean over;

  /// @param over when to stop sending
  Producers(Rotation client, AtomicBoolean over) {
    this.client = client;
    this.over = over;
  }

  /// Sends to a standard queue, one message every `pause`.
  void send(String producer, QueueLedger ledger, Duration pause) throws InterruptedException {
    for (int i = 1; !over.get(); i++) {
      var id = producer + "-" + i;
      ledger.sending(id);
      keep(ledger, id, request(id));
      Rotation.rest(pause);
    }
  }

  /// Sends to one group of a FIFO queue, one message every `pause`.
  void sendInOrder(String group, QueueLedger ledger, Duration pause) throws InterruptedException {
    for (int i = 1; !over.get(); i++) {
      var id = group + "-" + i;
      ledger.sending(id, group);
      keep(ledger, id, request -> request(id).apply(request).header("X-MQ-Group", group));
      Rotation.rest(pause);
    }
  }

  private void keep(QueueLedger ledger, String id, UnaryOperator<HttpRequest.Builder> finish)
      throws InterruptedException {
    try {
      var answer = client.until(PATIENCE, "/v1/queues/" + ledger.queue() + "/messages", finish);
      if (answer.status() == 201) {
        ledger.sent(id, answer.json().get("sequence").asLong());
      } else {
        ledger.odd("a send was answered " + answer.status() + " " + answer.text());
      }
    } catch (IOException unclear) {
      ledger.odd("a send of " + id + " had " + unclear.getMessage());
    }
  }

  /// Publishes to the topic, one message every `pause`.
  void publish(String producer, TopicLedger ledger, Duration pause) throws InterruptedException {
    for (int i = 1; !over.get(); i++) {
      var id = producer + "-" + i;
      try {
        var answer = client.until(PATIENCE, "/v1/topics/t/messages", request(id));
        if (answer.status() == 201) {
          ledger.published(answer.json().get("sequence").asLong(), id);
        } else {
          ledger.odd("a publish was answered " + answer.status() + " " + answer.text());
        }
      } catch (IOException unclear) {
        ledger.odd("a publish of " + id + " had " + unclear.getMessage());
      }
      Rotation.rest(pause);
    }
  }

  private static UnaryOperator<HttpRequest.Builder> request(String id) {
    return request -> request.POST(BodyPublishers.ofString(id)).header("Idempotency-Key", id);
  }
}
