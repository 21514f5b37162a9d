package io.edgemq.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.out.DocumentClient;
import io.edgemq.ports.out.DocumentClient.Document;
import io.edgemq.ports.out.DocumentClient.Failed;
import io.edgemq.ports.out.DocumentClient.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Documents that are read, and servers that hang, trickle, send too much or elsewhere.
@Timeout(60)
final class DocumentsTest {
  /// What a read may take beyond its time on a busy machine.
  private static final Duration SLACK = Duration.ofMillis(450);

  /// Reads once, so that no test measures how long classes and certificates take to load.
  @BeforeAll
  static void load() throws InterruptedException {
    try (var server = serving(answer("", "{}"))) {
      assertThat(get(server)).isInstanceOf(Document.class);
    }
  }

  private static String answer(String headers, String body) {
    return "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(headers, body.length(), body);
  }

  /// Answers the only request of a connection, which has no body.
  private static RawServer serving(String answer) {
    return RawServer.start(
        connection -> {
          readHead(connection);
          connection.write(answer);
          connection.awaitEnd();
        });
  }

  private static void readHead(RawServer.Connection connection) throws IOException {
    var _ = connection.readHead();
  }

  private static Result get(RawServer server) throws InterruptedException {
    return get(Calls.local(), server.url());
  }

  private static Result get(GuardedWebhookClient client, String url) throws InterruptedException {
    return client.documents().get(Calls.url(url), DocumentClient.LONGEST);
  }

  private static void assertFailsInTime(RawServer server, String why) throws InterruptedException {
    long begun = System.nanoTime();

    var result = get(server);

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isLessThan(DocumentClient.LONGEST.plus(SLACK));
    assertThat(result).isEqualTo(new Failed(why));
  }

  @Test
  void a_document_is_read() throws InterruptedException {
    try (var server = serving(answer("", "{\"keys\":[]}"))) {
      var document = (Document) get(server);

      assertThat(new String(document.body(), UTF_8)).isEqualTo("{\"keys\":[]}");
      assertThat(document.maxAge()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max-age=60, 60",
    "'public, max-age=3600', 3600",
    "'no-cache, max-age=60', 0",
    "no-store, 0"
  })
  void how_long_it_may_be_kept_is_told(String control, int seconds) throws InterruptedException {
    try (var server = serving(answer("Cache-Control: " + control + "\r\n", "{}"))) {
      assertThat(((Document) get(server)).maxAge()).isEqualTo(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void a_document_may_have_256_kib_and_no_byte_more() throws InterruptedException {
    try (var server = serving(answer("", "x".repeat(DocumentClient.LARGEST)))) {
      assertThat(((Document) get(server)).body()).hasSize(DocumentClient.LARGEST);
    }
    try (var server = serving(answer("", "x".repeat(DocumentClient.LARGEST + 1)))) {
      assertThat(get(server)).isEqualTo(new Failed("the document is too large"));
    }
  }

  @Test
  void an_endless_document_is_not_read_to_its_end() throws InterruptedException {
    try (var server =
        RawServer.start(
            connection -> {
              readHead(connection);
              connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              while (true) {
                connection.write("x".repeat(10_000));
              }
            })) {
      assertFailsInTime(server, "the document is too large");
    }
  }

  @Test
  void compression_is_neither_asked_for_nor_undone() throws InterruptedException {
    try (var server = serving(answer("Content-Encoding: gzip\r\n", "not gzip"))) {
      assertThat(new String(((Document) get(server)).body(), UTF_8)).isEqualTo("not gzip");
    }
  }

  @Test
  void no_redirect_is_followed() throws InterruptedException {
    try (var other = serving(answer("", "{}"));
        var server =
            serving(
                "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(other.url()))) {
      assertFailsInTime(server, "the answer was 302");
      assertThat(other.accepted()).isZero();
    }
  }

  @Test
  void a_server_that_is_silent_is_left_in_time() throws InterruptedException {
    try (var server = RawServer.start(RawServer.Connection::hold)) {
      assertFailsInTime(server, "the time was up");
    }
  }

  @Test
  void a_body_that_trickles_is_cut() throws InterruptedException {
    try (var server =
        RawServer.start(
            connection -> {
              readHead(connection);
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
              while (!connection.isOver(Duration.ofMillis(100))) {
                connection.write("x");
              }
            })) {
      assertFailsInTime(server, "the time was up");
    }
  }

  @Test
  void a_tls_that_hangs_is_left_in_time() throws InterruptedException {
    try (var server = RawServer.start(RawServer.Connection::hold)) {
      long begun = System.nanoTime();

      var result = get(Calls.local(), server.url().replace("http:", "https:"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isLessThan(DocumentClient.LONGEST.plus(SLACK));
      assertThat(result).isEqualTo(new Failed("the time was up"));
    }
  }

  @Test
  void names_that_hang_are_left_in_time() throws InterruptedException {
    var over = new CountDownLatch(1);
    try {
      var client =
          GuardedWebhookClient.open(
              Calls.settings(
                  name -> {
                    try {
                      over.await();
                    } catch (InterruptedException stopped) {
                      Thread.currentThread().interrupt();
                    }
                    return List.of();
                  }));
      long begun = System.nanoTime();

      var result = get(client, "https://slow.test/keys");

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isLessThan(DocumentClient.LONGEST.plus(SLACK));
      assertThat(result).isEqualTo(new Failed("the time was up"));
    } finally {
      over.countDown();
    }
  }

  @Test
  void a_shorter_time_is_kept() throws InterruptedException {
    try (var server = RawServer.start(RawServer.Connection::hold)) {
      long begun = System.nanoTime();

      var result = Calls.local().documents().get(Calls.url(server.url()), Duration.ofMillis(100));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DocumentClient.LONGEST);
      assertThat(result).isEqualTo(new Failed("the time was up"));
    }
  }

  @Test
  void nothing_is_read_from_an_address_that_is_forbidden() throws InterruptedException {
    try (var server = serving(answer("", "{}"))) {
      var names = Calls.names(Map.of("hook.test", List.of("127.0.0.1")));
      var client = GuardedWebhookClient.open(Calls.settings(names));
      var why = new Failed("the address is one that nothing is sent to");

      assertThat(get(client, server.url())).isEqualTo(why);
      assertThat(get(client, "http://127.0.0.1:" + server.port() + "/keys")).isEqualTo(why);
      assertThat(get(client, "http://169.254.169.254/latest/meta-data")).isEqualTo(why);
      assertThat(server.accepted()).isZero();
    }
  }
}
