package io.edgemq.chaos;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.edgemq.app.ApiClient.Answer;
import io.edgemq.chaos.Habits.Treatment;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// Receives and acknowledges messages. It returns, forgets or rejects some of them, until it has to
/// acknowledge everything.
final class Consumers {
  private static final Duration VISIBILITY = Duration.ofSeconds(6);
  private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(30);
  private static final String RECEIVE =
      "{\"max\":10,\"wait_seconds\":2,\"visibility_seconds\":%d}".formatted(VISIBILITY.toSeconds());
  private static final long PAUSE_MILLIS = 200;

  private final Rotation client;
  private final AtomicBoolean careful;
  private final AtomicBoolean over;

  /// @param careful when to acknowledge everything
  /// @param over when to stop receiving
  Consumers(Rotation client, AtomicBoolean careful, AtomicBoolean over) {
    this.client = client;
    this.careful = careful;
    this.over = over;
  }

  /// Works on a queue until `over`.
  void work(QueueLedger ledger, Habits habits, Random random) throws InterruptedException {
    var path = "/v1/queues/" + habits.queue() + "/receive?body=text";
    while (!over.get()) {
      try {
        long begun = System.nanoTime();
        var answer = client.once(path, Rotation.body(RECEIVE));
        if (answer.status() == 200) {
          for (var message : answer.json().get("messages")) {
            var delivery = Delivery.of(habits.queue(), message, VISIBILITY);
            ledger.received(delivery, begun);
            handle(ledger, delivery, habits, random);
          }
          continue;
        }
        if (Rotation.isClear(answer)) {
          ledger.odd("a receive was answered " + answer.status() + " " + answer.text());
        }
      } catch (IOException noAnswer) {
        // Messages that were leased for it come again.
      }
      Rotation.rest(Duration.ofMillis(PAUSE_MILLIS));
    }
  }

  private static String path(Delivery delivery, String rest) {
    return "/v1/queues/" + delivery.place().queue() + "/" + rest;
  }

  private void handle(QueueLedger ledger, Delivery delivery, Habits habits, Random random)
      throws InterruptedException {
    var treatment =
        careful.get() ? Treatment.ACKNOWLEDGE : habits.treatment(delivery, random.nextInt(100));
    switch (treatment) {
      case FORGET -> {}
      case GIVE_BACK -> giveBack(ledger, delivery, habits.pause());
      case REJECT -> reject(ledger, delivery);
      case ACKNOWLEDGE -> acknowledge(ledger, delivery);
    }
  }

  private void giveBack(QueueLedger ledger, Delivery delivery, int pause)
      throws InterruptedException {
    ledger.givingBack(delivery);
    var settle =
        "{\"nack\":[{\"receipt\":\"%s\",\"delay_seconds\":%d}]}"
            .formatted(delivery.receipt(), pause);
    try {
      client.once(path(delivery, "settle"), Rotation.body(settle));
    } catch (IOException noAnswer) {
      // Its lease then ends by time.
    }
  }

  private void reject(QueueLedger ledger, Delivery delivery) throws InterruptedException {
    ledger.rejecting(delivery);
    var settle =
        "{\"reject\":[{\"receipt\":\"%s\",\"reason\":\"%s\"}]}"
            .formatted(delivery.receipt(), DeadLetterRule.reason(delivery));
    try {
      judgeReject(
          ledger,
          delivery,
          client.until(SETTLE_PATIENCE, path(delivery, "settle"), Rotation.body(settle)));
    } catch (IOException noAnswer) {
      // The message is a dead letter by now, or comes again.
    }
  }

  private static void judgeReject(QueueLedger ledger, Delivery delivery, Answer answer) {
    var result =
        answer.status() == 200 ? answer.json().get("results").get(0) : MissingNode.getInstance();
    if (result.path("ok").asBoolean()) {
      ledger.rejected(delivery);
    } else if (result.path("error").path("status").asInt() != 409) {
      ledger.odd("a reject was answered " + answer.status() + " " + answer.text());
    }
  }

  private void acknowledge(QueueLedger ledger, Delivery delivery) throws InterruptedException {
    ledger.acknowledging(delivery);
    try {
      var answer =
          client.until(
              SETTLE_PATIENCE,
              path(delivery, "messages/" + delivery.receipt()),
              HttpRequest.Builder::DELETE);
      judge(ledger, delivery, answer);
    } catch (IOException noAnswer) {
      ledger.unclear(delivery);
    }
  }

  private static void judge(QueueLedger ledger, Delivery delivery, Answer answer) {
    switch (answer.status()) {
      case 204 -> ledger.acknowledged(delivery, Instant.now());
      case 409 -> {
        // Another receiver has the message by now.
      }
      default -> ledger.odd("an ack was answered " + answer.status() + " " + answer.text());
    }
  }
}
