package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.nats.Follower.Depth;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
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
class PumpTest {
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
    var stream = new Stream(cluster, "T_x");
    for (int i = 0; i < 3; i++) {
      stream.publish(new Outgoing("t.x", new Headers(), new byte[0]), Condition.NONE);
    }
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  @Test
  void what_is_not_taken_comes_again_before_what_follows() throws Exception {
    var heard = new LinkedBlockingQueue<Long>();
    var calls = new AtomicInteger();
    Pump.Sink sink =
        entry -> {
          if (calls.incrementAndGet() == 1) {
            throw new StoreException.TimedOut("full", new TimeoutException());
          }
          heard.add(entry.sequence());
        };

    var three = new ArrayList<Long>();
    try (var _ = new Pump("T_x", new Follower(cluster, "T_x", 1, Depth.HEADERS), sink)) {
      for (int i = 0; i < 3; i++) {
        three.add(heard.poll(30, TimeUnit.SECONDS));
      }
    }

    assertThat(three).containsExactly(1L, 2L, 3L);
  }
}
