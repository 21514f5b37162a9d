package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueueEndpointsTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_queue_is_made_with_the_defaults_of_the_specification() throws Exception {
    var answer = server.post("/v1/queues", "{\"name\":\"work\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/queues/work");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"name":"work","visibility_timeout_seconds":30,"retention_seconds":345600,\
            "delay_seconds":0,"max_message_bytes":1000,"fifo":false,"dedup_window_seconds":120,\
            "dead_letter":null,"replicas":3,"geo":"auto","created_at":"2025-11-21T08:00:00.123Z"}""");
  }
}
