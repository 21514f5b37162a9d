package io.edgemq.domain;

/// What a subscription reads and how.
///
/// @param name unique within the tenant, as a topic's name is
public record SubscriptionConfig(
    String name,
    TopicName topic,
    SubjectFilter filter,
    DeliveryType delivery,
    Start start,
    DeliveryPolicy policy) {
  public SubscriptionConfig {
    if (!TopicName.isLegal(name)) {
      throw new IllegalArgumentException("not a subscription name: " + name);
    }
    if (filter instanceof SubjectFilter.Matching(var pattern) && !pattern.topic().equals(topic)) {
      throw new IllegalArgumentException("the pattern names another topic");
    }
  }

  /// This with another start.
  public SubscriptionConfig startingAt(Start other) {
    return new SubscriptionConfig(name, topic, filter, delivery, other, policy);
  }
}
