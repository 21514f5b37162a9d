package io.edgemq.nats.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an adapter may do with buckets under the rights of `deploy/nats/accounts.conf`.
@Timeout(180)
class KvRightsTest {
  private final Opened opened = new Opened();
  private NatsServer server;
  private NatsStore control;

  @BeforeEach
  void open() {
    server = opened.add(NatsServer.start());
    control = opened.add(NatsStore.open(config(User.CONTROL), new TestTime()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private NatsConfig config(User user) {
    return NatsConfig.of(server.url()).as(user.login());
  }

  @Test
  void an_adapter_does_all_that_buckets_need() {
    control.close();
    var time = new TestTime();
    var adapter = opened.add(NatsStore.open(config(User.ADAPTER), time));
    var bucket = Buckets.make(adapter, "prices", Duration.ofSeconds(1));

    var first = bucket.put("a", "1");
    assertThat(bucket.get("a")).contains("1");
    assertThat(bucket.keys()).containsExactly("a");
    time.advance(Duration.ofSeconds(2));
    Await.until(() -> bucket.history("a").equals(List.of("expired")));
    time.advance(Duration.ofDays(8));
    Await.until(() -> bucket.since() == first + 1);

    assertThat(adapter.buckets().delete(bucket.ref())).isTrue();
  }

  @Test
  void an_adapter_still_writes_no_keys_tenants_or_issuers() {
    var cluster =
        opened.add(Cluster.connect(config(User.ADAPTER).withTimeout(Duration.ofSeconds(2))));
    for (var bucket : List.of("mq-admin-keys-v1", "mq-admin-tenants-v1", "mq-admin-issuers-v1")) {
      var stream = new StreamClient(cluster, "KV_" + bucket);
      long last = stream.info().orElseThrow().last();
      var row = new Outgoing("$KV." + bucket + ".k", new MessageHeaders(), new byte[1]);

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> stream.publish(row, Condition.NONE));

      assertThat(stream.info().orElseThrow().last()).isEqualTo(last);
    }
  }
}
