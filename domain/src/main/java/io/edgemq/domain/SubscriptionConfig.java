package io.edgemq.domain;

/// What a subscription reads and how.
///
/// @param name unique within the tenant: 1 to 80 letters, digits, `-` or `_`
public record SubscriptionConfig(
    String name,
    TopicName topic,
    SubjectFilter filter,
    DeliveryType delivery,
    Start start,
    DeliveryPolicy policy) {
  private static final int LONGEST_NAME = 80;

  public SubscriptionConfig {
    if (!isLegalName(name)) {
      throw new IllegalArgumentException("not a subscription name: " + name);
    }
    if (filter instanceof SubjectFilter.Matching(var pattern) && !pattern.topic().equals(topic)) {
      throw new IllegalArgumentException("the pattern names another topic");
    }
  }

  /// Whether `text` can be a subscription's name.
  public static boolean isLegalName(String text) {
    return Letters.areName(text, 0, text.length(), LONGEST_NAME);
  }

  /// This with another start.
  public SubscriptionConfig startingAt(Start other) {
    return new SubscriptionConfig(name, topic, filter, delivery, other, policy);
  }
}
