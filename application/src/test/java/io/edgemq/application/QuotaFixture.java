package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Subject;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.StoreTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The use cases over a store in memory, for a tenant with a quota. Seconds of rates are told.
abstract class QuotaFixture {
  static final TenantId DEMO = new TenantId("demo");
  static final TopicName TOPIC = new TopicName("t");
  static final long SECOND = 1_000_000_000L;

  final Principal demo = new Principal(DEMO, new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  final InstantSource clock = InstantSource.system();
  final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  final AtomicLong nanos = new AtomicLong();
  final TenantQuotas quotas =
      new TenantQuotas(store.tenants(), store.storage(), store.peers(), nanos::get);
  final Access access = new Access(store.tenants());
  final Admission admission = new Admission(access, _ -> Limits.DEFAULT, quotas);
  final NoTraffic traffic = new NoTraffic();
  final Topics topics = new Topics(admission, store.topicCatalog(), store.topicLog(), clock);
  final Queues queues = new Queues(admission, store.queueCatalog(), store.queueStore(), clock);
  final Publishing publishing = new Publishing(admission, store.topicLog(), traffic);
  final Sending sending = new Sending(admission, store.queueCatalog(), store.queueStore(), traffic);

  @BeforeEach
  void makeTenant() {
    store.tenants().create(Tenant.active(DEMO, "demo", Instant.EPOCH));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  void quota(QuotaKind kind, long most) {
    quota(new Quota(Map.of(kind, most)));
  }

  void quota(Quota quota) {
    var before = store.tenants().find(DEMO).orElseThrow();
    store.tenants().replace(before, before.within(quota));
  }

  /// A message of so many bytes, its subject included.
  static NewTopicMessage message(int bytes) {
    var content = QueueFixture.content("x".repeat(bytes - 1), Map.of());
    return new NewTopicMessage(new Subject("t"), content, null);
  }
}
