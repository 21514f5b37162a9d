package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Workers over WebSocket beside callers over HTTP, at one server.
@Timeout(120)
final class SocketWorkServeTest {
  @TempDir private Path directory;

  @Test
  void a_worker_gets_its_credit_back_when_somebody_settles_over_http() throws Exception {
    try (var server = new ServerProcess(directory.resolve("data"));
        var client = new ApiClient(server.uri("/"), server.key())) {
      assertThat(client.post("/v1/queues", "{\"name\":\"jobs\"}").status()).isEqualTo(201);
      for (var body : new String[] {"a", "b"}) {
        assertThat(client.post("/v1/queues/jobs/messages", body).status()).isEqualTo(201);
      }
      try (var worker = new SocketWorker(client, 1)) {
        assertThat(worker.hold(1)).containsExactly(1L);
        var receipt = worker.received().getFirst().receipt();

        var settled = client.post("/v1/queues/jobs/settle", "{\"ack\":[\"" + receipt + "\"]}");

        assertThat(settled.json().at("/results/0/ok").asBoolean()).as(settled.text()).isTrue();
        assertThat(worker.hold(2)).containsExactly(1L, 2L);
      }
    }
  }
}
