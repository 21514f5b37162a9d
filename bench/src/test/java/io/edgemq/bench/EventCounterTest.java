package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventCounterTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static String frame(long id) {
    return "id: " + id + "\nevent: message\ndata: id:9 in the data\n\n";
  }

  private static EventCounter afterPiecesOf(int size, String text) {
    var counter = new EventCounter();
    byte[] all = text.getBytes(US_ASCII);
    for (int at = 0; at < all.length; at += size) {
      int length = Math.min(size, all.length - at);
      var piece = new byte[length];
      System.arraycopy(all, at, piece, 0, length);
      counter.accept(piece, length);
    }
    return counter;
  }

  @Test
  void counts_frames_in_order() {
    var text =
        HEAD + chunk("retry: 1\n\n: open\n\n") + chunk(frame(7)) + chunk(frame(8) + frame(9));

    var counter = afterPiecesOf(1000, text);

    assertThat(counter.frames()).isEqualTo(3);
    assertThat(counter.lastId()).isEqualTo(9);
    assertThat(counter.outOfOrder()).isZero();
  }

  @Test
  void counts_the_same_whatever_the_pieces() {
    var text =
        HEAD + chunk("retry: 1\n\n: open\n\n") + chunk(frame(7) + frame(8)) + chunk(frame(9));

    for (int size = 1; size < 40; size++) {
      var counter = afterPiecesOf(size, text);

      assertThat(counter.frames()).as("pieces of %d", size).isEqualTo(3);
      assertThat(counter.outOfOrder()).as("pieces of %d", size).isZero();
      assertThat(counter.lastId()).as("pieces of %d", size).isEqualTo(9);
    }
  }

  @Test
  void finds_an_id_that_two_chunks_share() {
    var text = HEAD + chunk("id: 1") + chunk("2\nda") + chunk("ta: x\n\n");

    var counter = afterPiecesOf(1000, text);

    assertThat(counter.lastId()).isEqualTo(12);
  }

  @Test
  void counts_no_frame_that_broke_off_nor_one_without_data() {
    var broken = HEAD + chunk(frame(1) + "id: 4\n: keep-alive\n\n" + "id: 5\ndata: x\n");

    var counter = afterPiecesOf(1000, broken);

    assertThat(counter.frames()).isEqualTo(1);
    assertThat(counter.lastId()).isEqualTo(4);
  }

  @Test
  void sees_a_hole() {
    var counter = afterPiecesOf(1000, HEAD + chunk(frame(1) + frame(3)));

    assertThat(counter.outOfOrder()).isEqualTo(1);
  }

  @Test
  void sees_a_repetition() {
    var counter = afterPiecesOf(1000, HEAD + chunk(frame(1) + frame(1)));

    assertThat(counter.outOfOrder()).isEqualTo(1);
  }

  @Test
  void is_open_once_the_body_has_begun() {
    var head = afterPiecesOf(1000, HEAD);
    var body = afterPiecesOf(1000, HEAD + chunk(":\n"));

    assertThat(head.isOpen()).isFalse();
    assertThat(body.isOpen()).isTrue();
  }

  @Test
  void knows_a_refusal() {
    var counter = afterPiecesOf(3, "HTTP/1.1 503 Service Unavailable\r\n\r\n");

    assertThat(counter.isRefused()).isTrue();
    assertThat(counter.isOpen()).isFalse();
  }

  @Test
  void knows_the_end() {
    var counter = afterPiecesOf(5, HEAD + chunk(frame(1)) + "0\r\n\r\n");

    assertThat(counter.isEnded()).isTrue();
  }
}
