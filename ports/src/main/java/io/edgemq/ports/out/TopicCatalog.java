package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import java.util.Optional;

/// Which topics there are. Several processes may share a catalog.
public interface TopicCatalog {
  /// Makes a topic, empty, its sequence beginning at 1; or answers the one of that name.
  CreateResult create(TenantId tenant, Topic topic);

  /// The topic, if there is one. Answers from memory.
  Optional<Topic> find(TopicRef topic);

  /// The tenant's topics by name; the paging key is the name.
  Slice<Topic> list(TenantId tenant, Paging paging);

  /// Replaces the configuration if it still is `expected`, atomically, so that nobody's change is
  /// lost. Tighter limits take effect at once.
  UpdateResult update(TopicRef topic, TopicConfig expected, TopicConfig config);

  /// Removes a topic, its messages and its subscriptions; whether there was one.
  boolean delete(TopicRef topic);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// It was made as asked.
  record Created() implements CreateResult {}

  /// There was one of that name already; nothing was changed.
  record Exists(Topic topic) implements CreateResult {}

  /// It was changed; this is what it is now.
  record Updated(Topic topic) implements UpdateResult {}

  /// It was changed since it was as expected; nothing was changed now.
  record Changed(Topic current) implements UpdateResult {}

  /// The store has no place for it as its placement asks; nothing was changed. A store with a
  /// single copy never answers this.
  ///
  /// @param asked the placement that it cannot have
  record Unplaceable(Placement asked) implements CreateResult, UpdateResult {}

  /// There is no such topic.
  record NoSuchTopic() implements UpdateResult {}
}
