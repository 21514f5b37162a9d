package io.edgemq.nats;

import io.edgemq.domain.Limits;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.nats.doctor.Buckets;
import io.edgemq.nats.doctor.Examination;
import io.edgemq.nats.doctor.Repair;
import io.edgemq.nats.push.NatsAttemptLog;
import io.edgemq.ports.out.Finding;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Examines and repairs a store from outside, beside running processes.
final class Doctor {
  static final Buckets BUCKETS =
      new Buckets(
          new Buckets.Admin(NatsStore.CATALOG, NatsStore.KEYS, NatsStore.TENANTS, NatsStore.JOBS),
          List.of(
              NatsStore.DELIVERIES,
              NatsStore.LANES,
              NatsStore.ISSUERS,
              NatsStore.INGESTS,
              BucketStreams.CHANGE_STREAMS,
              NatsStore.KV_PROGRESS),
          List.of(NatsAttemptLog.STREAM, KvTimers.STREAM));

  private Doctor() {}

  /// As [NatsStore#examine].
  static List<Finding> examine(NatsConfig config, Limits limits, InstantSource clock) {
    try (var cluster = Cluster.connect(config)) {
      return new Examination(cluster, BUCKETS, limits, clock).findings();
    }
  }

  /// As [NatsStore#repair].
  static List<Finding> repair(NatsConfig config, Limits limits, InstantSource clock) {
    try (var cluster = Cluster.connect(config)) {
      var findings = new ArrayList<>(new Repair(cluster, BUCKETS, clock).carryOut());
      findings.addAll(new Examination(cluster, BUCKETS, limits, clock).findings());
      return List.copyOf(findings);
    }
  }
}
