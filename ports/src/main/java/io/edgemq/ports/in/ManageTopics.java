package io.edgemq.ports.in;

import io.edgemq.domain.LogState;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;

/// Creates, describes, changes and deletes topics.
public interface ManageTopics {
  /// Whether the caller may create any topic: asked before anybody looks at which one.
  Outcome<Unit> mayCreate(Principal principal);

  /// Creates a topic. When one of that name exists, it is answered if its configuration is equal,
  /// else the call is refused.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Topic>> create(Principal principal, TopicName name, TopicConfig config);

  /// The topic and what its log holds.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Description> describe(Principal principal, TopicName name);

  /// The tenant's topics by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Slice<Topic>> list(Principal principal, Paging paging);

  /// Gives the topic the configuration that `change` makes of its current one.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Topic> change(Principal principal, TopicName name, ConfigChange<TopicConfig> change);

  /// Deletes the topic, its messages and its subscriptions. Open streams end.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal principal, TopicName name);

  /// A topic and what its log holds.
  ///
  /// @param replicas how many copies there are now
  record Description(Topic topic, LogState state, int replicas) {}
}
