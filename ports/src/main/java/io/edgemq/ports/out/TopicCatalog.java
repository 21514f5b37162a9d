package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import java.util.Optional;

/// Which topics there are.
public interface TopicCatalog {
  /// Makes a topic, empty, its sequence beginning at 1; or answers the one of that name.
  CreateResult create(TenantId tenant, Topic topic);

  /// The topic, if there is one. Answers from memory.
  Optional<Topic> find(TopicRef topic);

  /// The tenant's topics by name; the paging key is the name.
  Slice<Topic> list(TenantId tenant, Paging paging);

  /// Replaces the configuration; tighter limits take effect at once. Empty when there is no such
  /// topic, else what it is now.
  Optional<Topic> update(TopicRef topic, TopicConfig config);

  /// Removes a topic, its messages and its subscriptions; whether there was one.
  boolean delete(TopicRef topic);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// It was made as asked.
  record Created() implements CreateResult {}

  /// There was one of that name already; nothing was changed.
  record Exists(Topic topic) implements CreateResult {}
}
