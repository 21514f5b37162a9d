package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connection's change from HTTP/1.1 to another protocol.
final class ProtocolSwitch {
  private static final byte[] SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n".getBytes(US_ASCII);
  private static final byte[] END = {'\r', '\n'};
  private static final int EXPECTED = 512;

  private final Takeover takeover;
  private final Runnable answered;
  private final AtomicBoolean told = new AtomicBoolean();
  private boolean served;

  /// @param answered runs when the last answer is written
  ProtocolSwitch(Takeover takeover, Runnable answered) {
    this.takeover = takeover;
    this.answered = answered;
  }

  /// Tells the other protocol that the server stops, once.
  void tellToStop() {
    if (told.compareAndSet(false, true)) {
      takeover.stop();
    }
  }

  /// Tells the other protocol that nothing comes of it, unless it has served.
  void end() {
    if (!served) {
      takeover.lost();
    }
  }

  /// The last answer, with those headers.
  static byte[] answer(Headers headers) {
    var answer = BufferData.growing(EXPECTED);
    answer.write(SWITCHING);
    for (var header : headers) {
      header.writeHttp1Header(answer);
    }
    answer.write(END);
    return answer.readBytes();
  }

  /// Writes the last answer, and lets the other protocol serve the connection.
  void serve(byte[] answer, RawConnection connection) throws IOException, InterruptedException {
    connection.writer().writeNow(BufferData.create(answer));
    connection.writer().flush();
    answered.run();
    served = true;
    takeover.serve(connection);
  }
}
