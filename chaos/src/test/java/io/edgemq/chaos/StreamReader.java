package io.edgemq.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.app.SseReader;
import io.edgemq.app.SseReader.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Reads a topic's stream from its beginning. Whenever a stream ends, it continues at the next
/// adapter from its position.
final class StreamReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final String name;
  private final Rotation client;
  private final TopicLedger ledger;
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong toldToComeAgain = new AtomicLong();

  StreamReader(String name, Rotation client, TopicLedger ledger) {
    this.name = name;
    this.client = client;
    this.ledger = ledger;
  }

  /// Reads until it is interrupted.
  void run() throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      try (var stream = open()) {
        if (stream.status() == 200) {
          opened.incrementAndGet();
          read(stream);
        } else if (stream.status() < 500) {
          ledger.odd("a stream was answered " + stream.status());
        }
      } catch (IOException broken) {
        // The next stream continues from this position.
      }
      Rotation.rest(PAUSE);
    }
  }

  private SseReader open() throws IOException, InterruptedException {
    var path = "/v1/topics/t/stream?body=text&from=earliest";
    long position = ledger.position(name);
    return position == 0
        ? SseReader.open(client.next(), path)
        : SseReader.open(client.next(), path, "Last-Event-ID", Long.toString(position));
  }

  private void read(SseReader stream) throws IOException {
    for (var event = stream.next(); event != null; event = stream.next()) {
      switch (event.type()) {
        case "message" -> keep(event);
        case "close" -> {
          toldToComeAgain.incrementAndGet();
          return;
        }
        default -> ledger.odd(name + " was sent " + event);
      }
    }
  }

  private void keep(Event event) throws IOException {
    var message = JSON.readTree(event.data());
    long sequence = message.get("sequence").asLong();
    if (!Long.toString(sequence).equals(event.id())) {
      ledger.odd("event %s holds %d".formatted(event.id(), sequence));
    }
    ledger.read(name, sequence, message.get("body").asText());
  }

  /// The number of its streams that ended with a request to reconnect.
  long toldToComeAgain() {
    return toldToComeAgain.get();
  }

  /// The number of streams that it opened.
  long opened() {
    return opened.get();
  }
}
