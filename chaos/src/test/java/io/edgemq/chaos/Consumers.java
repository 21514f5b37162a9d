package io.edgemq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.app.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// Receives and acknowledges; gives some messages back and forgets some others, until it is told to
/// take everything.
final class Consumers {
  private static final Duration VISIBILITY = Duration.ofSeconds(6);
  private static final Duration ACK_PATIENCE = Duration.ofSeconds(30);
  private static final String RECEIVE =
      "{\"max\":10,\"wait_seconds\":2,\"visibility_seconds\":%d}".formatted(VISIBILITY.toSeconds());
  private static final long PAUSE_MILLIS = 200;
  private static final int FORGOTTEN_PERCENT = 4;
  private static final int GIVEN_BACK_PERCENT = 10;

  private final Rotation client;
  private final AtomicBoolean careful;
  private final AtomicBoolean over;

  /// @param careful when to acknowledge everything
  /// @param over when to receive no more
  Consumers(Rotation client, AtomicBoolean careful, AtomicBoolean over) {
    this.client = client;
    this.careful = careful;
    this.over = over;
  }

  /// Works on a queue until it is over.
  void work(QueueLedger ledger, Random random) throws InterruptedException {
    while (!over.get()) {
      try {
        long begun = System.nanoTime();
        var answer = client.once(path(ledger, "receive?body=text"), Rotation.body(RECEIVE));
        if (answer.status() == 200) {
          for (var message : answer.json().get("messages")) {
            handle(ledger, received(ledger, message, begun), random);
          }
          continue;
        }
        if (Rotation.isClear(answer)) {
          ledger.odd("a receive was answered " + answer.status() + " " + answer.text());
        }
      } catch (IOException noAnswer) {
        // What was leased for it comes again.
      }
      Rotation.rest(Duration.ofMillis(PAUSE_MILLIS));
    }
  }

  private static Delivery received(QueueLedger ledger, JsonNode message, long begun) {
    var delivery = Delivery.of(message, VISIBILITY);
    ledger.received(delivery, begun);
    return delivery;
  }

  private static String path(QueueLedger ledger, String rest) {
    return "/v1/queues/" + ledger.queue() + "/" + rest;
  }

  private void handle(QueueLedger ledger, Delivery delivery, Random random)
      throws InterruptedException {
    int chance = careful.get() ? 100 : random.nextInt(100);
    if (chance < FORGOTTEN_PERCENT) {
      return;
    }
    if (chance < GIVEN_BACK_PERCENT) {
      giveBack(ledger, delivery);
    } else {
      acknowledge(ledger, delivery);
    }
  }

  private void giveBack(QueueLedger ledger, Delivery delivery) throws InterruptedException {
    ledger.givingBack(delivery);
    var settle =
        "{\"nack\":[{\"receipt\":\"%s\",\"delay_seconds\":1}]}".formatted(delivery.receipt());
    try {
      client.once(path(ledger, "settle"), Rotation.body(settle));
    } catch (IOException noAnswer) {
      // Then its lease runs out.
    }
  }

  private void acknowledge(QueueLedger ledger, Delivery delivery) throws InterruptedException {
    ledger.acknowledging(delivery);
    try {
      var answer =
          client.until(
              ACK_PATIENCE,
              path(ledger, "messages/" + delivery.receipt()),
              HttpRequest.Builder::DELETE);
      judge(ledger, delivery, answer);
    } catch (IOException noAnswer) {
      ledger.unclear(delivery);
    }
  }

  private static void judge(QueueLedger ledger, Delivery delivery, Answer answer) {
    switch (answer.status()) {
      case 204 -> ledger.acknowledged(delivery);
      case 409 -> {
        // Somebody else has it by now.
      }
      default -> ledger.odd("an ack was answered " + answer.status() + " " + answer.text());
    }
  }
}
