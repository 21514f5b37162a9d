package io.edgemq.application.quota;

import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.PeerUsage;

/// What the other processes tell together.
final class Peers {
  private Peers() {}

  /// The name of a key's account.
  static String account(KeyRef key) {
    return key.tenant().value() + "/" + key.keyId();
  }

  /// How many messages came for `account` to the others within the last second.
  static long wanted(PeerUsage peers, String account) {
    long sum = 0;
    for (var report : peers.others()) {
      sum += report.wanted().getOrDefault(account, 0L);
    }
    return sum;
  }

  /// How many streams and sockets the tenant has open at the others.
  static long connections(PeerUsage peers, TenantId tenant) {
    long sum = 0;
    for (var report : peers.others()) {
      sum += report.connections().getOrDefault(tenant, 0);
    }
    return sum;
  }
}
