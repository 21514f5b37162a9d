package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.StreamTail.Depth;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class FollowerThreadTest {
  private NatsServer server;
  private Cluster cluster;

  @BeforeEach
  void open() throws Exception {
    server = NatsServer.start();
    cluster = Cluster.connect(NatsConfig.of(server.url()));
    cluster
        .management()
        .addStream(
            StreamConfiguration.builder().name("T_x").subjects("t.x").allowDirect(true).build());
    var stream = new StreamClient(cluster, "T_x");
    for (int i = 0; i < 3; i++) {
      stream.publish(new Outgoing("t.x", new MessageHeaders(), new byte[0]), Condition.NONE);
    }
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  @Test
  void a_refused_entry_is_delivered_again_before_the_next_one() throws Exception {
    var delivered = new LinkedBlockingQueue<Long>();
    var calls = new AtomicInteger();
    FollowerThread.Sink sink =
        entry -> {
          if (calls.incrementAndGet() == 1) {
            throw new StoreException.TimedOut("full", new TimeoutException());
          }
          delivered.add(entry.sequence());
        };

    var three = new ArrayList<Long>();
    try (var _ =
        new FollowerThread("T_x", new StreamTail(cluster, "T_x", 1, Depth.HEADERS), sink)) {
      for (int i = 0; i < 3; i++) {
        three.add(delivered.poll(30, TimeUnit.SECONDS));
      }
    }

    assertThat(three).containsExactly(1L, 2L, 3L);
  }
}
