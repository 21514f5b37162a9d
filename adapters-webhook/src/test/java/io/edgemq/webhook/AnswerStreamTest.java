package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever comes in whatever pieces, what is read is one answer.
final class AnswerStreamTest {
  /// Hands on what it has in pieces of any size.
  private static final class Pieces extends InputStream {
    private final Random sizes;
    private InputStream in = InputStream.nullInputStream();

    Pieces(long seed) {
      this.sizes = new Random(seed);
    }

    void come(String text) {
      in = new ByteArrayInputStream(bytes(text));
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, 1 + sizes.nextInt(length));
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }

  @Property
  void what_is_read_is_the_answer_and_what_is_left_is_seen(
      @ForAll("answers") List<String> answers, @ForAll("leftovers") String left, @ForAll long seed)
      throws IOException {
    var pieces = new Pieces(seed);
    var stream = new AnswerStream(pieces);

    for (var answer : answers) {
      assertThat(read(stream, pieces, answer, seed)).isEqualTo(answer);
      assertThat(stream.isAtRest()).isTrue();
    }
    var last = answers.getFirst();
    stream.expectAnswer();
    pieces.come(last + left);

    assertThat(readExactly(stream, last.length(), seed)).isEqualTo(last);
    assertThat(stream.isAtRest()).isEqualTo(left.isEmpty());
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.isAtRest()).isEqualTo(left.isEmpty());
  }

  @Property
  void an_answer_that_breaks_off_is_read_and_is_never_over(
      @ForAll("answers") List<String> answers, @ForAll long seed) throws IOException {
    var answer = answers.getFirst();
    var part = answer.substring(0, Math.floorMod(seed, answer.length()));
    var pieces = new Pieces(seed);
    var stream = new AnswerStream(pieces);

    assertThat(read(stream, pieces, part, seed)).isEqualTo(part);
    assertThat(stream.isAtRest()).isFalse();
  }

  @Example
  void an_answer_whose_end_cannot_be_told_goes_on_until_the_connection_ends() throws IOException {
    var chunked = "Transfer-Encoding: chunked\r\n";
    for (var head :
        List.of(
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + chunked + "\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + chunked + chunked + "\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + chunked + "\r\nx\r\n",
            "HTTP/1.1 200 OK\r\n" + chunked + "\r\n2\r\nok!\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n" + chunked + "\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(9_000) + "\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 20\r\n\r\n",
            "220 mail.example ESMTP\r\n",
            "\r\n")) {
      var text = head + "ok" + RawServer.OK;
      var pieces = new Pieces(head.length());
      var stream = new AnswerStream(pieces);

      assertThat(read(stream, pieces, text, 1)).as(head).isEqualTo(text);
      assertThat(stream.isAtRest()).as(head).isFalse();
    }
  }

  @Example
  void a_status_without_a_body_has_none_whatever_is_stated() throws IOException {
    for (var head : List.of("HTTP/1.1 204 X\r\n", "HTTP/1.1 304\r\n")) {
      var answer = head + "Content-Length: 2\r\n\r\n";
      var pieces = new Pieces(1);
      var stream = new AnswerStream(pieces);

      assertThat(read(stream, pieces, answer + "ok", 1)).isEqualTo(answer);
      assertThat(stream.isAtRest()).isFalse();
    }
  }

  /// OkHttp reads for a millisecond, to see whether a connection at rest has ended.
  @Example
  void a_read_behind_the_answer_waits_as_the_connection_does() throws IOException {
    var answer = bytes(RawServer.OK);
    var stream =
        new AnswerStream(
            new InputStream() {
              private boolean come;

              @Override
              public int read() throws IOException {
                throw new SocketTimeoutException("nothing came");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                if (come) {
                  return read();
                }
                come = true;
                System.arraycopy(answer, 0, bytes, offset, answer.length);
                return answer.length;
              }
            });

    assertThat(readExactly(stream, answer.length, 1)).isEqualTo(RawServer.OK);
    assertThatThrownBy(stream::read).isInstanceOf(SocketTimeoutException.class);
    assertThat(stream.isAtRest()).isTrue();
  }

  @Provide
  Arbitrary<List<String>> answers() {
    return Combinators.combine(informational(), Arbitraries.oneOf(fixed(), chunked(), empty()))
        .as((before, answer) -> before + answer)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> leftovers() {
    return Arbitraries.of("", "\n", "\r\n", "x", "0\r\n\r\n", RawServer.OK, RawServer.OK.repeat(9));
  }

  private static Arbitrary<String> informational() {
    return Arbitraries.of("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.0 103\nLink: x\n\n")
        .list()
        .ofMaxSize(2)
        .map(heads -> String.join("", heads));
  }

  private static Arbitrary<String> head() {
    return Combinators.combine(
            Arbitraries.of("HTTP/1.1 200 OK", "HTTP/1.0 500 ", "HTTP/1.1 404", "HTTP/1.1 205 Ü"),
            Arbitraries.of("X: y", "no colon", ":", " folded", "Content-Lengths: 9").list())
        .as((status, headers) -> status + "\r\n" + lines(headers));
  }

  private static String lines(List<String> lines) {
    return String.join("", lines.stream().map(line -> line + "\r\n").toList());
  }

  private static Arbitrary<String> fixed() {
    return Combinators.combine(
            head(), body(), Arbitraries.of("Content-Length: ", "content-length:"), times())
        .as(
            (head, body, name, times) ->
                head + (name + body.length() + "\r\n").repeat(times) + "\n" + body);
  }

  private static Arbitrary<Integer> times() {
    return Arbitraries.integers().between(1, 2);
  }

  private static Arbitrary<String> chunked() {
    var chunk =
        Combinators.combine(body(), Arbitraries.of("", ";x=y", " ;z"))
            .as((data, more) -> chunk(data, more));
    return Combinators.combine(head(), chunk.list().ofMaxSize(3), trailers())
        .as(
            (head, chunks, trailers) ->
                head
                    + "Transfer-Encoding: Chunked\r\n\r\n"
                    + String.join("", chunks)
                    + "0\r\n"
                    + trailers
                    + "\r\n");
  }

  private static String chunk(String data, String extension) {
    return data.isEmpty()
        ? ""
        : Integer.toHexString(data.length()) + extension + "\r\n" + data + "\r\n";
  }

  private static Arbitrary<String> trailers() {
    return Arbitraries.of("", "Sum: 1\r\n", "Content-Length: 7\r\nA: b\n");
  }

  private static Arbitrary<String> empty() {
    return Arbitraries.of("HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304\r\nETag: x\r\n\r\n");
  }

  private static Arbitrary<String> body() {
    return Arbitraries.strings()
        .withChars("ab\r\n0")
        .ofMaxLength(40)
        .flatMap(text -> Arbitraries.of(0, 1, 1, 1, 500).map(text::repeat));
  }

  private static String read(AnswerStream stream, Pieces pieces, String text, long seed)
      throws IOException {
    stream.expectAnswer();
    pieces.come(text);
    return readExactly(stream, Integer.MAX_VALUE, seed);
  }

  /// Reads in pieces of any size, `most` bytes or until the end.
  private static String readExactly(AnswerStream stream, int most, long seed) throws IOException {
    var sizes = new Random(~seed);
    var read = new ByteArrayOutputStream();
    var piece = new byte[9_000];
    int count = 0;
    while (count >= 0 && read.size() < most) {
      read.write(piece, 0, count);
      int room = Math.min(1 + sizes.nextInt(piece.length), most - read.size());
      count = room == 0 ? -1 : stream.read(piece, 0, room);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
