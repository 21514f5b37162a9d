package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueCatalog;
import java.util.Optional;

/// A catalog that passes every call to another one.
class QueueCatalogWrapper implements QueueCatalog {
  private final QueueCatalog inner;

  QueueCatalogWrapper(QueueCatalog inner) {
    this.inner = inner;
  }

  @Override
  public CreateResult create(TenantId tenant, Queue queue) {
    return inner.create(tenant, queue);
  }

  @Override
  public Optional<Queue> find(QueueRef queue) {
    return inner.find(queue);
  }

  @Override
  public Slice<Queue> list(TenantId tenant, Paging paging) {
    return inner.list(tenant, paging);
  }

  @Override
  public UpdateResult update(QueueRef queue, QueueConfig expected, QueueConfig config) {
    return inner.update(queue, expected, config);
  }

  @Override
  public DeleteResult delete(QueueRef queue) {
    return inner.delete(queue);
  }
}
