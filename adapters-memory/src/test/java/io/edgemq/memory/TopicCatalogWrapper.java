package io.edgemq.memory;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog;
import java.util.Optional;

/// A catalog that passes every call to another one.
class TopicCatalogWrapper implements TopicCatalog {
  private final TopicCatalog inner;

  TopicCatalogWrapper(TopicCatalog inner) {
    this.inner = inner;
  }

  @Override
  public CreateResult create(TenantId tenant, Topic topic) {
    return inner.create(tenant, topic);
  }

  @Override
  public Optional<Topic> find(TopicRef topic) {
    return inner.find(topic);
  }

  @Override
  public Slice<Topic> list(TenantId tenant, Paging paging) {
    return inner.list(tenant, paging);
  }

  @Override
  public UpdateResult update(TopicRef topic, TopicConfig expected, TopicConfig config) {
    return inner.update(topic, expected, config);
  }

  @Override
  public boolean delete(TopicRef topic) {
    return inner.delete(topic);
  }
}
