package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.StreamItem;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The same over HTTP/2 without TLS. Java's client upgrades.
final class Http2Test {
  private final TestServer server = new TestServer();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpRequest health() {
    return server.open("/v1/health").GET().build();
  }

  @Test
  void a_client_upgrades_and_stays() throws Exception {
    var first = client.send(health(), BodyHandlers.ofString());
    var second = client.send(health(), BodyHandlers.ofString());

    assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(second.body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(second.headers().firstValue("access-control-allow-origin")).contains("*");
  }

  @Test
  void a_message_is_sent_and_refused_as_over_http1() throws Exception {
    client.send(health(), BodyHandlers.ofString());
    var path = "/v1/queues/jobs/messages";

    var sent =
        client.send(
            server.request(path).POST(BodyPublishers.ofString("x".repeat(1000))).build(),
            BodyHandlers.ofString());
    var refused =
        client.send(
            server.request(path).POST(BodyPublishers.ofString("x".repeat(1001))).build(),
            BodyHandlers.ofString());

    assertThat(sent.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(sent.statusCode()).isEqualTo(201);
    Answers.problem(refused, 413, "message_too_large");
  }

  @Test
  void a_stream_comes_as_its_bytes() throws Exception {
    client.send(health(), BodyHandlers.ofString());
    server.subscriptions.items.add(
        new StreamItem.Closed(StreamItem.Reason.SHUTDOWN, Duration.ofMillis(1234)));

    var answer =
        client.send(
            server.request("/v1/topics/orders/stream").GET().build(), BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body())
        .startsWith("retry: 2000\n: connected\n\nretry: 1234\nevent: close\n")
        .endsWith("}\n\n");
  }

  @Test
  void a_receiver_that_resets_its_stream_ends_the_wait() throws Exception {
    client.send(health(), BodyHandlers.ofString());
    var waiting =
        client.sendAsync(
            server
                .request("/v1/queues/jobs/receive")
                .POST(BodyPublishers.ofString("{\"wait_seconds\":20}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(server.leases.waiting.await(60, TimeUnit.SECONDS)).isTrue();

    waiting.cancel(true);

    assertThat(server.leases.interrupted.poll(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_reader_that_goes_away_ends_its_stream() throws Exception {
    client.send(health(), BodyHandlers.ofString());
    var answer =
        client.send(
            server.request("/v1/topics/orders/stream").GET().build(), BodyHandlers.ofInputStream());

    answer.body().close();

    assertThat(server.subscriptions.closed.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
