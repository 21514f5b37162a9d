package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/// The work that one connection of the generator repeats. Each connection has its own.
sealed interface Workload {
  /// Does it once and waits for every answer. Returns the number of units (requests or messages)
  /// done; 0 when there was nothing to do.
  int once(Link link) throws IOException;

  /// Repeats one request. Each counts as a number of units.
  record Repeat(byte[] request, int units) implements Workload {
    @Override
    public int once(Link link) throws IOException {
      link.exchange(request);
      return units;
    }
  }

  /// Sends a request to a key by chance.
  record Cycle(Keys keys) implements Workload {
    @Override
    public int once(Link link) throws IOException {
      link.exchange(keys.request(ThreadLocalRandom.current().nextInt(Keys.COUNT)));
      return 1;
    }
  }

  /// Receives up to ten messages and acknowledges them in one settle. A message is a unit.
  final class Drain implements Workload {
    private static final String JSON = "application/json";

    private final byte[] receive;
    private final String settlePath;
    private final String token;
    private final Receipts receipts = new Receipts();

    Drain(String queue, String token) {
      this.token = token;
      this.settlePath = queue + "/settle";
      this.receive =
          Requests.post(
              queue + "/receive", token, JSON, "{\"max\":10,\"wait_seconds\":0}".getBytes(UTF_8));
    }

    @Override
    public int once(Link link) throws IOException {
      var received = link.exchange(receive);
      int count = receipts.scan(received.buffer(), received.bodyStart(), received.bodyEnd());
      if (count > 0) {
        link.exchange(Requests.post(settlePath, token, JSON, receipts.acknowledgement()));
      }
      return count;
    }
  }
}
