package io.edgemq.nats.catalog;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.jetstream.HeaderText;
import java.util.Optional;

/// What streams and subjects are called in the cluster. No two resources share a name: `=`, which
/// no name of a tenant, topic or queue has, stands for what would be ambiguous or illegal.
public final class StreamNames {
  private static final String SENT = "sent";
  private static final String MOVED = "moved";

  private StreamNames() {}

  /// The stream of a topic: `T_acme__orders`.
  public static String topic(TopicRef ref) {
    return "T_" + topicToken(ref);
  }

  /// The first two tokens of all subjects of a topic: `t.acme__orders`.
  public static String topicSubject(TopicRef ref) {
    return "t." + topicToken(ref);
  }

  /// `orders.eu.created` of tenant `acme`: `t.acme__orders.eu.created`. What is not ASCII is
  /// written as [HeaderText] does.
  public static String subject(TopicRef ref, Subject subject) {
    return topicSubject(ref) + suffix(subject.value(), ref.name());
  }

  /// The inverse of [#subject]: what the tenant calls it.
  public static Subject subject(TopicRef ref, String natsSubject) {
    var suffix = natsSubject.substring(topicSubject(ref).length());
    return new Subject(ref.name().value() + HeaderText.decode(suffix));
  }

  /// What the server is asked for, for the messages that `filter` accepts. A stream holds nothing
  /// but its topic's subjects, so everything is `>`.
  public static String filter(TopicRef ref, SubjectFilter filter) {
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

  /// The stream of a queue's messages: `Q_acme__jobs__7`. Nobody who has not heard yet that the
  /// queue was removed and made anew can do anything to the new one.
  public static String queue(QueueRef ref, long incarnation) {
    return "Q_" + queueToken(ref) + "__" + incarnation;
  }

  /// The incarnation that is in the name of a queue's stream.
  static long incarnation(String stream) {
    return Long.parseLong(stream.substring(stream.lastIndexOf("__") + 2));
  }

  /// The subjects of all streams of messages of queues of that name: `q.acme__jobs.>`.
  public static String everyQueue(QueueRef ref) {
    return "q." + queueToken(ref) + ".>";
  }

  /// The subjects of all ledgers of queues of that name: `l.acme__jobs.>`.
  public static String everyLedger(QueueRef ref) {
    return "l." + queueToken(ref) + ".>";
  }

  /// The subjects of a queue's messages: `q.acme__jobs.7.>`.
  static String queueSubjects(QueueRef ref, long incarnation) {
    return queuePrefix(ref, incarnation) + ">";
  }

  private static String queuePrefix(QueueRef ref, long incarnation) {
    return "q." + queueToken(ref) + "." + incarnation + ".";
  }

  /// The subject of what was sent to a queue: `q.acme__jobs.7.sent`.
  public static String sentSubject(QueueRef ref, long incarnation) {
    return queuePrefix(ref, incarnation) + SENT;
  }

  /// The subject of what was moved into a queue, one for each message that is moved:
  /// `q.acme__dead.9.moved.jobs.7.42.1763712000123`.
  public static String movedSubject(QueueRef ref, long incarnation, MoveSource source) {
    return queuePrefix(ref, incarnation)
        + String.join(
            ".",
            MOVED,
            token(source.queue()),
            Long.toString(source.incarnation()),
            Long.toString(source.sequence()),
            Long.toString(source.storedAt()));
  }

  /// Where the message with this subject of a queue's was moved from; empty when it was sent.
  public static Optional<MoveSource> source(String subject) {
    if (subject.endsWith(SENT)) { // nearly all, and asked of each message
      return Optional.empty();
    }
    var tokens = subject.split("\\.", -1);
    return Optional.of(
        new MoveSource(
            new QueueName(tokens[4].replace('=', '.')),
            Long.parseLong(tokens[5]),
            Long.parseLong(tokens[6]),
            Long.parseLong(tokens[7])));
  }

  /// The stream of what was decided about a queue's messages: `L_acme__jobs__7`.
  public static String ledger(QueueRef ref, long incarnation) {
    return "L_" + queueToken(ref) + "__" + incarnation;
  }

  /// The subject of that: `l.acme__jobs.7`.
  public static String ledgerSubject(QueueRef ref, long incarnation) {
    return "l." + queueToken(ref) + "." + incarnation;
  }

  private static String topicToken(TopicRef ref) {
    return tenant(ref.tenant()) + "__" + ref.name().value();
  }

  private static String queueToken(QueueRef ref) {
    return tenant(ref.tenant()) + "__" + token(ref.name());
  }

  private static String token(QueueName name) {
    return name.value().replace('.', '=');
  }

  /// Without underscores, so that the first two are the separator.
  private static String tenant(TenantId tenant) {
    return tenant.value().replace('_', '=');
  }
}
