package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DateTime;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;

/// An answer without end over HTTP/1.1, of which nothing is written yet.
final class LiveAnswer extends Continuation {
  private static final long serialVersionUID = 1;
  private static final byte[] OK = "HTTP/1.1 200 OK\r\nDate: ".getBytes(US_ASCII);
  private static final byte[] END = {'\r', '\n'};
  private static final int EXPECTED = 512;

  private final transient ClientConnection connection;
  private final transient Reply.Body body;
  private final transient Delivery delivery;
  private final transient Pieces out;
  private final String id;

  /// @param connection what it is written to
  /// @param response the head that was put together for it
  /// @param delivery counts it, once
  LiveAnswer(
      ClientConnection connection, RoutingResponse response, Reply.Body body, Delivery delivery) {
    super("an answer without end goes on outside of its request");
    this.connection = connection;
    this.body = body;
    this.delivery = delivery;
    this.id = response.headers().get(RequestIds.HEADER).get();
    this.out = new Pieces(new ChunkedOutput(connection.dataWriter(), head(response)));
  }

  private static byte[] head(RoutingResponse response) {
    var headers = response.headers();
    headers.set(HeaderValues.TRANSFER_ENCODING_CHUNKED);
    headers.setIfAbsent(HeaderValues.CONNECTION_KEEP_ALIVE);
    var head = BufferData.growing(EXPECTED);
    head.write(OK);
    head.write(DateTime.http1Bytes());
    for (var header : headers) {
      header.writeHttp1Header(head);
    }
    head.write(END);
    return head.readBytes();
  }

  @Override
  void run() {
    connection.enter(null);
    try (delivery) {
      writeBody();
      delivery.done();
    } finally {
      connection.exit();
    }
    connection.served();
  }

  private void writeBody() {
    BodyWriter.write(to -> body.writeTo(new FirstFlush(to, delivery::done)), out, id);
    try {
      out.close();
    } catch (IOException | RuntimeException gone) {
      throw new CloseConnectionException("the client went away", gone);
    }
  }
}
