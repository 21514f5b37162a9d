package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The floor of watching: what is put is sent to every open stream. On `/v1/kv/bench/{key}` nothing
/// is stored. On `/stored/{key}` the commit is on disk before. Arguments: `port`, `data`.
public final class WatchFloor {
  /// Where a PUT is stored before it is told.
  static final String STORED = "/stored/";

  /// Where a PUT is only told.
  static final String BARE = "/v1/kv/bench/";

  /// Where the stream is.
  static final String STREAM = "/stream";

  private static final byte[] GREETING = "retry: 2000\n\n: open\n\n".getBytes(US_ASCII);
  private static final byte[] END = "\"}\n\n".getBytes(US_ASCII);

  private final Set<FloorMailbox> readers = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong();
  private final GroupCommitWriter writer;

  private WatchFloor(GroupCommitWriter writer) {
    this.writer = writer;
  }

  public static void main(String[] args) throws SQLException {
    var arguments = Arguments.parse(args);
    var floor = new WatchFloor(GroupCommitWriter.start(Path.of(arguments.text("data"))));
    FloorServer.start(
        arguments.number("port"),
        HttpRouting.builder()
            .get(STREAM, floor::stream)
            .put(BARE + "{key}", floor::tell)
            .put(STORED + "{key}", floor::store));
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

  private void tell(ServerRequest request, ServerResponse response) throws IOException {
    send(response, body(request));
  }

  private void store(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    byte[] body = body(request);
    writer.store(body);
    send(response, body);
  }

  private static byte[] body(ServerRequest request) throws IOException {
    try (var in = request.content().inputStream()) {
      return in.readAllBytes();
    }
  }

  /// Tells all readers, and then the one who has put it.
  private void send(ServerResponse response, byte[] body) {
    long id = number.incrementAndGet();
    var frame = new ByteArrayOutputStream(512);
    var head = "id: " + id + "\nevent: message\ndata: {\"revision\":" + id + ",\"value_b64\":\"";
    frame.writeBytes(head.getBytes(US_ASCII));
    frame.writeBytes(Base64.getEncoder().encode(body));
    frame.writeBytes(END);
    byte[] bytes = frame.toByteArray();
    for (var reader : readers) reader.put(bytes);
    KvAnswers.stored(response, id);
  }
}
