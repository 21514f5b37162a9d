package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static int scan(Receipts receipts, String json) {
    byte[] body = json.getBytes(UTF_8);
    return receipts.scan(body, 0, body.length);
  }

  @Test
  void takes_every_receipt() {
    var receipts = new Receipts();

    int count =
        scan(receipts, "{\"messages\":[{\"id\":\"a\",\"receipt\":\"r1\"},{\"receipt\" : \"r2\"}]}");

    assertThat(count).isEqualTo(2);
    assertThat(receipts.acknowledgement()).asString(UTF_8).isEqualTo("{\"ack\":[\"r1\",\"r2\"]}");
  }

  @Test
  void copies_escapes_as_they_stand() {
    var receipts = new Receipts();

    scan(receipts, "{\"receipt\":\"a\\\"b\\\\\",\"x\":1}");

    assertThat(receipts.acknowledgement()).asString(UTF_8).isEqualTo("{\"ack\":[\"a\\\"b\\\\\"]}");
  }

  @Test
  void forgets_the_scan_before() {
    var receipts = new Receipts();
    scan(receipts, "{\"receipt\":\"old\"}");

    int count = scan(receipts, "{\"messages\":[]}");

    assertThat(count).isZero();
    assertThat(receipts.acknowledgement()).asString(UTF_8).isEqualTo("{\"ack\":[]}");
  }
}
