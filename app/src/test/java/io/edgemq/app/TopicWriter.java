package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// Publishes to the topic `orders`, one message after another, until somebody says that it is
/// enough. The last message has the subject `orders.end`.
final class TopicWriter implements Callable<Long> {
  private static final int AFTERWARDS = 100;

  private final ApiClient client;
  private final CountDownLatch enough = new CountDownLatch(1);

  TopicWriter(ApiClient client) {
    this.client = client;
  }

  /// The sequence of the last message, which says that it is.
  @Override
  public Long call() throws Exception {
    while (enough.getCount() > 0) {
      publish("created");
    }
    for (int i = 0; i < AFTERWARDS; i++) {
      publish("created");
    }
    return publish("end");
  }

  private long publish(String subject) throws IOException, InterruptedException {
    var answer = client.post("/v1/topics/orders/messages?subject=" + subject, "1");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("sequence").asLong();
  }

  void publishSomeMoreAndEnd() {
    enough.countDown();
  }
}
