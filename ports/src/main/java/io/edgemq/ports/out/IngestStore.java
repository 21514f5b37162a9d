package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestId;
import java.util.Optional;

/// Which ingests there are. Several processes may share a store.
public interface IngestStore {
  /// Keeps a new ingest, if its name within the tenant is free; else answers the one that has it.
  ///
  /// @throws IllegalArgumentException when the id is taken
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  Optional<Ingest> add(Ingest ingest);

  /// The ingest of that identity. Answers from memory what this process knows: it is asked for each
  /// request.
  ///
  /// @throws StoreException when this process does not know and the store cannot answer
  Optional<Ingest> find(IngestId id);

  /// The tenant's ingests by name; the paging key is the name.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Ingest> list(TenantId tenant, Paging paging);

  /// Removes an ingest. Answers whether there was one. From then on this process finds it no more,
  /// and others within a second.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean delete(TenantId tenant, String name);
}
