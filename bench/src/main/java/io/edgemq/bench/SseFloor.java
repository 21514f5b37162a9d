package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The floor of fan-out: one virtual thread for each connection. A publish gives the same bytes to
/// all of them. No store, no cursor, no bound on a mailbox.
public final class SseFloor {
  private static final byte[] GREETING = "retry: 2000\n\n: open\n\n".getBytes(US_ASCII);

  private final Set<FloorMailbox> readers = ConcurrentHashMap.newKeySet();
  private final AtomicLong sequence = new AtomicLong();
  private final String data;

  private SseFloor(int frameBytes) {
    var around = "id: 1\nevent: message\ndata: \n\n".length();
    this.data = "d".repeat(Math.max(1, frameBytes - around));
  }

  public static void main(String[] args) {
    var arguments = Arguments.parse(args);
    var floor = new SseFloor(arguments.number("frame_bytes"));
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .get("/stream", floor::stream)
            .post("/messages/{count}", floor::publish));
  }

  private void stream(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
    response.header(HeaderNames.CACHE_CONTROL, "no-store, no-transform");
    var mailbox = new FloorMailbox();
    readers.add(mailbox);
    try (var out = response.outputStream()) {
      out.write(GREETING);
      out.flush();
      while (true) {
        out.write(mailbox.take());
        out.flush();
      }
    } finally {
      readers.remove(mailbox);
    }
  }

  private synchronized void publish(ServerRequest request, ServerResponse response) {
    var frames = new ArrayList<byte[]>();
    int count = Integer.parseInt(request.path().pathParameters().get("count"));
    for (int i = 0; i < count; i++) {
      var frame = "id: " + sequence.incrementAndGet() + "\nevent: message\ndata: " + data + "\n\n";
      frames.add(frame.getBytes(US_ASCII));
    }
    for (var reader : readers) frames.forEach(reader::put);
    response.send();
  }
}
