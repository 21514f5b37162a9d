package io.edgemq.application;

import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.in.WriteKeys.Target;
import io.edgemq.ports.out.ChangeStreamStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;

/// The use cases of buckets over a store in memory.
abstract class KvFixture extends ControlFixture {
  static final BucketName USERS = new BucketName("users");
  static final TopicName CHANGES = new TopicName("changes");
  static final BucketRef REF = new BucketRef(ACME, USERS);
  static final Limits LIMITS =
      new Limits(
          100,
          200,
          3,
          4000,
          10,
          Duration.ofSeconds(20),
          Duration.ofHours(12),
          Duration.ofMinutes(15),
          Duration.ofDays(3650));

  final AtomicLong nanos = new AtomicLong();
  final TenantQuotas quotas =
      new TenantQuotas(store.tenants(), store.storage(), store.peers(), nanos::get);
  final Admission admission = new Admission(access, _ -> LIMITS, quotas);
  final Topics topics = new Topics(admission, store.topicCatalog(), store.topicLog(), clock);
  final Buckets buckets = buckets(Optional.empty());
  final BucketKeys values = new BucketKeys(admission, store.buckets(), store.kv(), new NoTraffic());
  final OpenCalls calls = new OpenCalls(access, store.keys(), clock);
  final Streams streams =
      new Streams(
          access,
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(2, new NoTraffic(), clock, new Random(1), calls, quotas));
  final BucketWatches watches =
      new BucketWatches(access, store.buckets(), store.kv(), streams.places());
  Principal all = Principal.of(new Operator("test"), ACME);

  @BeforeEach
  void makeTenant() {
    make(ACME);
    all = caller(null, "manage", "kv:*", "publish:>");
  }

  /// What happens while somebody waits.
  Runnable meanwhile = () -> {};

  Buckets buckets(Optional<ChangeStreamStore> rows) {
    var tools =
        new BucketStreams.Tools(
            clock,
            nanos::get,
            time -> {
              nanos.addAndGet(time.toNanos());
              meanwhile.run();
            });
    return new Buckets(
        admission,
        store.buckets(),
        store.kv(),
        new Buckets.Tools(topics, new BucketStreams(store.buckets(), store.kv(), rows, tools)));
  }

  void makeBucket() {
    value(buckets.create(all, USERS, BucketConfig.DEFAULT));
  }

  void quota(QuotaKind kind, long most) {
    var before = store.tenants().find(ACME).orElseThrow();
    store.tenants().replace(before, before.within(new Quota(Map.of(kind, most))));
  }

  static KvValue text(String text) {
    return new KvValue("text/plain", new Payload(text.getBytes(StandardCharsets.UTF_8)));
  }

  static Target target(String key) {
    return target(key, KvCondition.NONE);
  }

  static Target target(String key, KvCondition condition) {
    return new Target(USERS, new KvKey(key), condition, null, 0);
  }

  long put(String key, String text) {
    return value(values.put(all, target(key), () -> text(text)));
  }
}
