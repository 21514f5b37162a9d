package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SocketCounterTest {
  private static final String HEAD =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;

  private static String frame(int opcode, String payload) {
    int length = payload.length();
    var size =
        length < 126
            ? String.valueOf((char) length)
            : (char) 126 + "" + (char) (length >> 8) + (char) (length & 0xff);
    return (char) (0x80 | opcode) + size + payload;
  }

  private static String message(long sequence) {
    return frame(TEXT, "{\"id\":\"t-0\",\"sequence\":" + sequence + ",\"body_b64\":\"AAAA\"}");
  }

  private static SocketCounter afterPiecesOf(int size, String text) {
    var counter = new SocketCounter();
    byte[] all = text.getBytes(ISO_8859_1);
    for (int at = 0; at < all.length; at += size) {
      var piece = Arrays.copyOfRange(all, at, Math.min(all.length, at + size));
      counter.accept(piece, piece.length);
    }
    return counter;
  }

  @Test
  void counts_messages_in_order_whatever_the_pieces() {
    var text = HEAD + message(7) + frame(PING, "x") + frame(TEXT, "{\"op\":\"gap\"}") + message(8);
    var all = text + frame(TEXT, "{\"sequence\":9,\"a\":\"" + "b".repeat(300) + "\"}");

    for (int size = 1; size < 40; size++) {
      var counter = afterPiecesOf(size, all);

      assertThat(counter.isOpen()).isTrue();
      assertThat(counter.frames()).as("pieces of %d", size).isEqualTo(3);
      assertThat(counter.lastId()).as("pieces of %d", size).isEqualTo(9);
      assertThat(counter.outOfOrder()).as("pieces of %d", size).isZero();
    }
  }

  @Test
  void sees_holes_and_repetitions() {
    var counter = afterPiecesOf(1000, HEAD + message(1) + message(3) + message(3));

    assertThat(counter.outOfOrder()).isEqualTo(2);
  }

  @Test
  void answers_a_ping_once() {
    var counter = afterPiecesOf(3, HEAD + frame(PING, "ab"));

    assertThat(counter.pong()).containsExactly(0x8a, 0x82, 0, 0, 0, 0, 'a', 'b');
    assertThat(counter.pong()).isEmpty();
  }

  @Test
  void knows_a_refusal_and_the_end() {
    assertThat(afterPiecesOf(5, "HTTP/1.1 401 Unauthorized\r\n\r\n").isRefused()).isTrue();
    assertThat(afterPiecesOf(5, HEAD + frame(CLOSE, "\3\u00e8")).isOpen()).isFalse();
  }
}
