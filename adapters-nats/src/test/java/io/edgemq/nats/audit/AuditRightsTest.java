package io.edgemq.nats.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Deployed.User;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the users of `deploy/nats/accounts.conf` may do with the audit log.
@Timeout(180)
class AuditRightsTest {
  private static final AuditRecord RECORD = AuditChains.record("key.create", 1);
  private NatsServer server;

  @BeforeEach
  void open() {
    server = NatsServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private NatsConfig config(User user) {
    return NatsConfig.of(server.url()).as(user.login());
  }

  /// The server does not answer a refusal.
  private Cluster as(User user) {
    return Cluster.connect(config(user).withTimeout(Duration.ofSeconds(2)));
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class).isThrownBy(call);
  }

  @Test
  void whoever_may_write_adds_to_the_audit_log_and_nobody_of_them_removes_from_it() {
    try (var control = as(User.CONTROL);
        var adapter = as(User.ADAPTER);
        var admin = as(User.ADMIN)) {
      new AuditStream(adapter).make();

      for (var user : List.of(adapter, control)) {
        var log = new NatsAuditLog(user);
        var stream = new StreamClient(user, AuditStream.NAME);
        var entry = log.append(RECORD, AuditChains.SEALER);
        assertThat(log.after(entry.sequence() - 1, 10)).containsExactly(entry);
        assertRefused(() -> stream.purgeBefore(2));
        assertRefused(stream::delete);
      }
      var seen = new NatsAuditLog(admin);
      assertThat(seen.before(AuditLog.END, 10)).hasSize(2);
      assertThat(seen.head().orElseThrow().count()).isEqualTo(2);
      assertRefused(() -> seen.append(RECORD, AuditChains.SEALER));
      assertRefused(() -> new StreamClient(admin, AuditStream.NAME).purgeBefore(2));
      assertRefused(() -> new StreamAdmin(adapter).scale(AuditStream.NAME, 1));
    }
  }

  @Test
  void an_operator_opens_a_store_to_read_the_log() {
    try (var control = NatsStore.open(config(User.CONTROL), new TestTime())) {
      var entry = control.audit().append(RECORD, AuditChains.SEALER);

      try (var admin = NatsStore.open(config(User.ADMIN), new TestTime())) {
        assertThat(admin.audit().after(0, 10)).containsExactly(entry);
        assertThat(admin.audit().head()).isEqualTo(control.audit().head());
      }
    }
  }
}
