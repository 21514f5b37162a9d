package io.edgemq.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.Answer.Failed;
import io.edgemq.domain.push.Answer.Responded;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.ports.out.WebhookClient;
import io.edgemq.webhook.Http2Server.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import okhttp3.internal.http2.Hpack;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// HTTP/2 against servers that no library would write.
@Timeout(60)
final class Http2FramesTest {
  @Test
  void a_value_that_is_not_ascii_is_sent_as_utf_8() throws Exception {
    var heads = new ArrayBlockingQueue<byte[]>(1);
    var headers = List.of(Map.entry("X-MQ-Attr-city", "Zürich 東京"));

    try (var server =
            new Http2Server(
                Certificates.SERVER,
                connection -> {
                  var head = connection.read(Http2Server.HEADERS);
                  heads.add(head.payload());
                  connection.answer(head.stream());
                  connection.awaitEnd();
                });
        var endpoint = Certificates.trusting().open(Calls.url(server.url()))) {
      var answer =
          endpoint.post(new WebhookClient.Request(headers, new byte[] {1}, Calls.LONG, Calls.LONG));

      assertThat(answer).isEqualTo(new Responded(200, Optional.empty(), ""));
      var reader = new Hpack.Reader(new Buffer().write(heads.take()), 4_096, 4_096);
      reader.readHeaders();
      assertThat(reader.getAndResetHeaderList())
          .filteredOn(header -> header.name.utf8().equals("x-mq-attr-city"))
          .singleElement()
          .matches(header -> header.value.utf8().equals("Zürich 東京"));
    }
  }

  @Test
  void a_head_that_never_ends_is_a_failure_of_the_protocol() throws Exception {
    var more = new byte[16_000];
    byte statusInTheTable = (byte) 0x88;
    Arrays.fill(more, statusInTheTable);

    try (var server =
            new Http2Server(
                Certificates.SERVER,
                connection -> {
                  int stream = connection.read(Http2Server.HEADERS).stream();
                  connection.write(new Frame(Http2Server.HEADERS, 0, stream, more));
                  while (true) {
                    connection.write(new Frame(Http2Server.CONTINUATION, 0, stream, more));
                  }
                });
        var endpoint = Certificates.trusting().open(Calls.url(server.url()))) {
      assertThat(failure(endpoint.post(Calls.request("x")))).isEqualTo(FailureClass.PROTOCOL);
    }
  }

  @Test
  void frames_that_nobody_understands_are_a_failure_of_the_protocol() throws Exception {
    try (var server =
            new Http2Server(
                Certificates.SERVER,
                connection -> {
                  int stream = connection.read(Http2Server.HEADERS).stream();
                  int tooShort = 1;
                  connection.write(
                      new Frame(Http2Server.WINDOW_UPDATE, 0, stream, new byte[tooShort]));
                  connection.awaitEnd();
                });
        var endpoint = Certificates.trusting().open(Calls.url(server.url()))) {
      assertThat(failure(endpoint.post(Calls.request("x")))).isEqualTo(FailureClass.PROTOCOL);
    }
  }

  @Test
  void a_connection_that_takes_nothing_any_more_is_given_up() throws Exception {
    var gone = new CountDownLatch(1);
    var time = Duration.ofSeconds(2);

    try (var server =
            new Http2Server(
                Certificates.SERVER,
                connection -> {
                  openWindows(connection);
                  var head = connection.read(Http2Server.HEADERS);
                  if (gone.getCount() > 0) {
                    awaitBreak(connection);
                    gone.countDown();
                  } else {
                    connection.answer(head.stream());
                    connection.awaitEnd();
                  }
                });
        var endpoint = Certificates.trusting().open(Calls.url(server.url()))) {
      var stuck = endpoint.post(Calls.request("x".repeat(32 << 20), time, time));

      assertThat(failure(stuck)).isEqualTo(FailureClass.TIMEOUT);
      gone.await();
      assertThat(endpoint.post(Calls.request("x"))).isInstanceOf(Responded.class);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  /// The client may send two gigabytes.
  private static void openWindows(Http2Server.Connection connection) throws IOException {
    int most = Integer.MAX_VALUE;
    int initial = 65_535;
    short windowSize = 4;
    var settings = ByteBuffer.allocate(6).putShort(windowSize).putInt(most).array();
    var update = ByteBuffer.allocate(4).putInt(most - initial).array();
    connection.write(new Frame(Http2Server.SETTINGS, 0, 0, settings));
    connection.write(new Frame(Http2Server.WINDOW_UPDATE, 0, 0, update));
  }

  /// Reads nothing, and writes pings until that fails.
  private static void awaitBreak(Http2Server.Connection connection) throws InterruptedException {
    int ping = 6;
    try {
      while (!connection.isOver(Duration.ofMillis(50))) {
        connection.write(new Frame(ping, 1, 0, new byte[8]));
      }
    } catch (IOException _) {
      // The client has closed the connection.
    }
  }

  private static FailureClass failure(Answer answer) {
    assertThat(answer).isInstanceOf(Failed.class);
    return ((Failed) answer).failure();
  }
}
