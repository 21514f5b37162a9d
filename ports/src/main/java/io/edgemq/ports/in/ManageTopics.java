package io.edgemq.ports.in;

import io.edgemq.domain.LogState;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;

/// Makes, describes, changes and removes topics.
public interface ManageTopics {
  /// Makes a topic. One of that name with an equal configuration is answered as it is, with another
  /// one refused.
  Outcome<Creation<Topic>> create(Principal principal, TopicName name, TopicConfig config);

  /// The topic and what its log holds.
  Outcome<Description> describe(Principal principal, TopicName name);

  /// The tenant's topics by name.
  Outcome<Slice<Topic>> list(Principal principal, Paging paging);

  /// Gives the topic what `change` makes of its configuration.
  Outcome<Topic> change(Principal principal, TopicName name, ConfigChange<TopicConfig> change);

  /// Removes the topic, its messages and its subscriptions; open streams are told.
  Outcome<Unit> delete(Principal principal, TopicName name);

  /// A topic and what its log holds.
  record Description(Topic topic, LogState state) {}
}
