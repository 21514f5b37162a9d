package io.edgemq.nats.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Former;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.nats.NatsStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FormerUpkeepTest {
  private final Opened opened = new Opened();
  private ReplicatedTable<CatalogRow> table;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    var cluster = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    table = opened.add(ReplicatedTable.open(cluster, NatsStore.CATALOG, new CatalogFormat()));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private static String key(String name) {
    return CatalogRow.key(new TopicRef(new TenantId("acme"), new TopicName(name)));
  }

  private void write(String name, Resource.Stage stage, Instant removedAt) {
    var topic = new Topic(new TopicName(name), TopicConfig.DEFAULT, Instant.EPOCH);
    var row = new CatalogRow.OfTopic(new Resource<>(topic, stage, 7, new Former(9, removedAt)));
    var unused = table.change(_ -> Decision.one(new Edit.Put<>(key(name), row), true));
  }

  @Test
  void what_was_removed_long_ago_is_forgotten_and_nothing_else() {
    var now = table.time();
    var longAgo = now.minus(Former.KEPT);
    write("old", Resource.Stage.FORMER, longAgo);
    write("recent", Resource.Stage.FORMER, longAgo.plus(Duration.ofMinutes(1)));
    write("existing", Resource.Stage.READY, longAgo);
    write("going", Resource.Stage.REMOVING, longAgo);

    new FormerUpkeep(table).forget();

    assertThat(table.view().rows().keySet())
        .containsExactlyInAnyOrder(key("recent"), key("existing"), key("going"));
  }
}
