package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static final String HELLO = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5\r\nhello\r\nb\r\n, and\nagain\r\n0\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n";

  /// A connection that returns one byte at a time.
  private static final class Dripping extends InputStream {
    private final ByteArrayInputStream all;

    Dripping(String text) {
      this.all = new ByteArrayInputStream(text.getBytes(US_ASCII));
    }

    @Override
    public int read() {
      return all.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return all.read(bytes, offset, Math.min(1, length));
    }
  }

  private static ResponseReader reading(String text) {
    return new ResponseReader(new ByteArrayInputStream(text.getBytes(US_ASCII)), 8);
  }

  @Test
  void reads_status_and_body() throws IOException {
    var reader = reading(HELLO);

    int status = reader.read();

    assertThat(status).isEqualTo(201);
    assertThat(reader.body()).asString(US_ASCII).isEqualTo("hello");
  }

  @Test
  void joins_chunks() throws IOException {
    var reader = reading(CHUNKED);

    int status = reader.read();

    assertThat(status).isEqualTo(200);
    assertThat(reader.body()).asString(US_ASCII).isEqualTo("hello, and\nagain");
  }

  @Test
  void keeps_what_follows_for_the_next_response() throws IOException {
    var reader = reading(HELLO + CHUNKED + EMPTY + HELLO);

    var statuses = new int[] {reader.read(), reader.read(), reader.read(), reader.read()};

    assertThat(statuses).containsExactly(201, 200, 204, 201);
    assertThat(reader.body()).asString(US_ASCII).isEqualTo("hello");
  }

  @Test
  void reads_what_comes_byte_by_byte() throws IOException {
    var reader = new ResponseReader(new Dripping(CHUNKED + HELLO), 1);

    int first = reader.read();
    int second = reader.read();

    assertThat(first).isEqualTo(200);
    assertThat(second).isEqualTo(201);
    assertThat(reader.body()).asString(US_ASCII).isEqualTo("hello");
  }

  @Test
  void says_that_the_server_closed() {
    var reader = reading(HELLO.substring(0, HELLO.length() - 1));

    assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
  }

  @Test
  void refuses_what_is_not_http() {
    var reader = reading("SSH-2.0-hello\r\nand more\r\n\r\n");

    assertThatThrownBy(reader::read).isInstanceOf(ProtocolException.class);
  }
}
