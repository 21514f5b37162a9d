package io.edgemq.nats;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;

/// What streams and subjects are called in the cluster. No two resources share a name: `=`, which
/// no name of a tenant, topic or queue has, stands for what would be ambiguous or illegal.
final class StreamNames {
  private StreamNames() {}

  /// The stream of a topic: `T_acme__orders`.
  static String topic(TopicRef ref) {
    return "T_" + topicToken(ref);
  }

  /// The first two tokens of all subjects of a topic: `t.acme__orders`.
  static String topicSubject(TopicRef ref) {
    return "t." + topicToken(ref);
  }

  /// `orders.eu.created` of tenant `acme`: `t.acme__orders.eu.created`. What is not ASCII is
  /// written
  /// as [HeaderText] does.
  static String subject(TopicRef ref, Subject subject) {
    return topicSubject(ref) + suffix(subject.value(), ref.name());
  }

  /// The inverse of [#subject]: what the tenant calls it.
  static Subject subject(TopicRef ref, String natsSubject) {
    var suffix = natsSubject.substring(topicSubject(ref).length());
    return new Subject(ref.name().value() + HeaderText.decode(suffix));
  }

  /// What the server is asked for, for the messages that `filter` accepts. A stream holds nothing
  /// but its topic's subjects, so everything is `>`.
  static String filter(TopicRef ref, SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> ">";
      case SubjectFilter.Matching(var pattern) ->
          topicSubject(ref) + suffix(pattern.value(), pattern.topic());
    };
  }

  /// In ASCII: clients and tools differ in what they make of other letters in a subject.
  private static String suffix(String subject, TopicName topic) {
    return HeaderText.encode(subject.substring(topic.value().length()));
  }

  /// The stream of a queue's messages: `Q_acme__jobs`.
  static String queue(QueueRef ref) {
    return "Q_" + queueToken(ref);
  }

  /// The subject of a queue's messages: `q.acme__jobs.7`. An adapter that has not heard yet that
  /// its
  /// queue was removed and made anew can not write into the new one.
  static String queueSubject(QueueRef ref, long incarnation) {
    return "q." + queueToken(ref) + "." + incarnation;
  }

  /// The stream of what was decided about a queue's messages: `L_acme__jobs`.
  static String ledger(QueueRef ref) {
    return "L_" + queueToken(ref);
  }

  /// The subject of that: `l.acme__jobs.7`.
  static String ledgerSubject(QueueRef ref, long incarnation) {
    return "l." + queueToken(ref) + "." + incarnation;
  }

  private static String topicToken(TopicRef ref) {
    return tenant(ref.tenant()) + "__" + ref.name().value();
  }

  private static String queueToken(QueueRef ref) {
    return tenant(ref.tenant()) + "__" + ref.name().value().replace('.', '=');
  }

  /// Without underscores, so that the first two are the separator.
  private static String tenant(TenantId tenant) {
    return tenant.value().replace('_', '=');
  }
}
