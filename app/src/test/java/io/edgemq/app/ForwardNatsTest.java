package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two adapters over one cluster, one of which puts the messages of a topic into a queue.
@Tag("slow")
final class ForwardNatsTest {
  private static final int MESSAGES = 2_000;
  private static final int SUBJECTS = 10;

  @TempDir private Path directory;

  @Test
  void each_message_is_in_the_queue_once_and_in_order_though_either_adapter_is_killed()
      throws Exception {
    try (var cluster = new PushCluster(directory);
        var one = cluster.adapter("one")) {
      Jobs jobs;
      try (var client = cluster.client(one)) {
        jobs = Jobs.of(client);
        client.post("/v1/topics", "{\"name\":\"orders\"}");
        client.post("/v1/queues", "{\"name\":\"jobs.fifo\",\"fifo\":true}");
        var answer =
            client.post(
                "/v1/subscriptions",
                """
                {"name":"s","topic":"orders","delivery_type":"queue",
                 "queue":{"queue":"jobs.fifo"}}""");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        PushCluster.publish(client, MESSAGES, SUBJECTS);
        await().until(() -> !jobs.takeSome(10).isEmpty());
      }
      try (var two = cluster.adapter("two");
          var client = cluster.client(two)) {
        one.kill();
        PushCluster.publish(client, MESSAGES, SUBJECTS);
        await().until(() -> !jobs.over(client).takeSome(10).isEmpty());
        try (var three = cluster.adapter("three");
            var last = cluster.client(three)) {
          two.kill();
          jobs.over(last).takeAll(2 * MESSAGES);
        }
      }
      jobs.assertEachOnceAndInOrder(2 * MESSAGES);
    }
  }
}
