package io.edgemq.nats.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsCluster;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.testkit.TestTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The audit log on three servers.
@Tag("cluster")
@Timeout(300)
class ClusterAuditLogTest {
  private final Opened opened = new Opened();
  private NatsCluster servers;
  private List<AuditLog> logs = List.of();

  @BeforeEach
  void open() {
    servers = opened.add(NatsCluster.start());
    logs = List.of(store(), store(), store());
  }

  private AuditLog store() {
    return opened.add(NatsStore.open(servers.config(), new TestTime())).audit();
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  @Test
  void processes_that_append_while_a_server_is_lost_make_one_chain() throws Exception {
    var cluster = opened.add(Cluster.connect(servers.config()));
    var stream = new StreamClient(cluster, AuditStream.NAME);
    assertThat(stream.info().orElseThrow().replicas()).isEqualTo(3);
    var written = new ArrayList<AuditEntry>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work =
          IntStream.range(0, 3)
              .<Callable<List<AuditEntry>>>mapToObj(i -> () -> appendSome(logs.get(i), i))
              .map(threads::submit)
              .toList();
      Await.untilTold(() -> logs.getFirst().head().filter(head -> head.count() > 20).isPresent());
      servers.members().getFirst().kill();
      for (var each : work) {
        written.addAll(each.get());
      }
      servers.members().getFirst().restart();
    }

    for (var log : logs) {
      var entries = Await.found(() -> all(log, written.size()));
      assertThat(entries).containsAll(written);
      AuditChains.assertChain(entries, log.head().orElseThrow());
      assertThat(entries).extracting(entry -> entry.what().requestId()).doesNotHaveDuplicates();
    }
  }

  private static Optional<List<AuditEntry>> all(AuditLog log, int least) {
    return Optional.of(log.after(0, 10_000)).filter(found -> found.size() >= least);
  }

  /// Each record is tried once; of one that failed it is not known whether it is there.
  private static List<AuditEntry> appendSome(AuditLog log, int process) {
    var written = new ArrayList<AuditEntry>();
    for (int number = 0; written.size() < 60; number++) {
      try {
        var record = AuditChains.record("key.create", 3 * number + process);
        written.add(log.append(record, AuditChains.SEALER));
      } catch (StoreException whileItElects) {
        assertThat(number).isLessThan(100_000);
      }
    }
    return written;
  }
}
