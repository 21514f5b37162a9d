package io.edgemq.ports.out;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import java.util.Optional;

/// Which topics there are. Several processes may share a catalog.
public interface TopicCatalog {
  /// Makes an empty topic, or answers the topic that has its name. Its first sequence will be 1, or
  /// the one behind the last of a topic of that name that was removed within
  /// [io.edgemq.domain.Former#KEPT].
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  CreateResult create(TenantId tenant, Topic topic);

  /// The topic, if there is one. Answers from memory.
  ///
  /// @throws StoreException when the topic is not in memory and the store cannot answer
  Optional<Topic> find(TopicRef topic);

  /// How many copies of the topic there are now, which may be fewer than its placement asks for;
  /// empty when there is no such topic. A store that keeps one copy of everything answers 1.
  ///
  /// @throws StoreException.Damaged when a part of it is gone
  /// @throws StoreException when the store cannot answer
  default Optional<Integer> replicas(TopicRef topic) {
    return find(topic).map(_ -> 1);
  }

  /// The tenant's topics by name; the paging key is the name.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Topic> list(TenantId tenant, Paging paging);

  /// Replaces the configuration if it still is `expected`, atomically, so that nobody's change is
  /// lost. Tighter limits take effect at once.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  UpdateResult update(TopicRef topic, TopicConfig expected, TopicConfig config);

  /// Removes a topic, its messages and its subscriptions. Answers whether there was such a topic.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean delete(TopicRef topic);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// The topic was made as asked.
  record Created() implements CreateResult {}

  /// There is a topic of that name already; nothing was changed.
  record Exists(Topic topic) implements CreateResult {}

  /// The topic was changed; this is what it is now.
  record Updated(Topic topic) implements UpdateResult {}

  /// Somebody else has changed the topic; nothing was changed now.
  record Changed(Topic current) implements UpdateResult {}

  /// Something in the store that is not EdgeMQ's has what the topic needs; nothing was changed. A
  /// store that belongs to EdgeMQ alone never answers this.
  ///
  /// @param words the store's own, for an operator
  record Taken(String words) implements CreateResult {}

  /// The store cannot place the topic as it asks; nothing was changed. A store with a single copy
  /// never answers this.
  ///
  /// @param asked the placement that it cannot have
  record Unplaceable(Placement asked) implements CreateResult, UpdateResult {}

  /// There is no such topic.
  record NoSuchTopic() implements UpdateResult {}
}
