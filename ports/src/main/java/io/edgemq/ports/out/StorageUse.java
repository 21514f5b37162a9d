package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;

/// How much room tenants' messages take.
public interface StorageUse {
  /// The bytes of all messages that the tenant's queues and topics keep: payload and attributes,
  /// and
  /// of a topic's messages the full subject; and of all entries that its buckets keep, key and
  /// value;
  /// 0 for a tenant that has none. A store of one process
  /// counts what is stored and what is removed at once, and answers from memory. What is past its
  /// retention, or over a topic's limits, it may count until it has cleared that away, which takes
  /// it two seconds, or longer when there is much of it. A store that several processes share may
  /// lag by a second besides, and count what its messages need besides. Dead letters of
  /// subscriptions are not counted: there is a bound for them.
  ///
  /// @throws StoreException when the store cannot answer
  long bytes(TenantId tenant);

  /// As [#bytes], as new as the store can say: a store of one process does not count what is past
  /// its retention or over a limit, unless there is very much of it. It may take longer: for one
  /// who
  /// is about to refuse.
  ///
  /// @throws StoreException when the store cannot answer
  default long bytesNow(TenantId tenant) {
    return bytes(tenant);
  }
}
