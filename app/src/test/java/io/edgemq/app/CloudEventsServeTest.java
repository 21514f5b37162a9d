package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.http.HttpMessageFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that pushes CloudEvents.
final class CloudEventsServeTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"cloudevents-binary", "cloudevents-structured"})
  void a_message_comes_as_the_event_that_the_subscription_asks_for(String format) throws Exception {
    var data = directory.resolve("data");
    try (var server = new ServerProcess(data, "--push-allow=127.0.0.0/8");
        var client =
            new ApiClient(server.uri("/"), Files.readString(data.resolve("demo-key")).strip());
        var sink = new PushSink()) {
      client.post("/v1/topics", "{\"name\":\"orders\"}");
      var created =
          client.post(
              "/v1/subscriptions",
              """
              {"name":"s","topic":"orders","delivery_type":"http_push",
               "push":{"url":"%s","format":"%s"}}"""
                  .formatted(sink.url(), format));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      sink.answer(came -> came.header("X-MQ-Attempt").equals("1") ? 503 : 200);

      client.post("/v1/topics/orders/messages?subject=zo%C3%AB.created", "order 1");

      await().until(() -> sink.count() == 2);
      for (var came : sink.received()) {
        var event =
            HttpMessageFactory.createReaderFromMultimap(came.headers(), came.body()).toEvent();
        assertThat(event.getId()).isEqualTo(came.header("webhook-id")).startsWith("msg_");
        assertThat(event.getSource()).hasToString("/v1/topics/orders");
        assertThat(CloudEventsTest.subject(came)).isEqualTo("orders.zoë.created");
        assertThat(requireNonNull(event.getTime()).toInstant().toEpochMilli())
            .isEqualTo(Long.parseLong(came.header("X-MQ-Timestamp")));
        assertThat(requireNonNull(event.getData()).toBytes()).asString(UTF_8).isEqualTo("order 1");
        assertThat(came.isSignedWith(created.json().path("push").path("secret").asText())).isTrue();
      }
      assertThat(sink.received().getFirst().header("webhook-id"))
          .isEqualTo(sink.received().getLast().header("webhook-id"));
    }
  }
}
