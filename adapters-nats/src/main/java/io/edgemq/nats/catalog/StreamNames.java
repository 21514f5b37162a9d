package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.jetstream.HeaderText;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.ports.out.SourceId;
import java.util.Optional;

/// Names of streams and subjects. No two resources share a name: `=`, which no name of a tenant,
/// topic or queue has, replaces characters that would be ambiguous or illegal, and the `$` of the
/// topic `$events`, because clients and tools keep `$` for the servers' own names.
public final class StreamNames {
  private static final String SENT = "sent";
  private static final String MOVED = "moved";
  private static final String MARK = "mark";

  /// The subjects of the marks of all sources, within the stream of one queue.
  public static final String MARKS = "q.*.*." + MARK + ".*";

  /// The subjects of all messages that were moved, within the stream of one queue.
  public static final String ALL_MOVED = "q.*.*." + MOVED + ".>";

  /// The subjects of all messages that were sent, within the stream of one queue.
  public static final String ALL_SENT = "q.*.*." + SENT;

  private StreamNames() {}

  /// The stream of a topic: `T_acme__orders`.
  public static String topic(TopicRef ref) {
    return "T_" + topicToken(ref);
  }

  /// The first two tokens of all subjects of a topic: `t.acme__orders`.
  public static String topicSubject(TopicRef ref) {
    return "t." + topicToken(ref);
  }

  /// `orders.eu.created` of tenant `acme`: `t.acme__orders.eu.created`. Other characters than ASCII
  /// are escaped as by [HeaderText].
  public static String subject(TopicRef ref, Subject subject) {
    return topicSubject(ref) + suffix(subject.value(), ref.name());
  }

  /// The inverse of [#subject]: the tenant's own subject.
  public static Subject subject(TopicRef ref, String natsSubject) {
    var suffix = natsSubject.substring(topicSubject(ref).length());
    return new Subject(ref.name().value() + HeaderText.decode(suffix));
  }

  /// The subjects to ask the server for, for the messages that `filter` accepts; of several
  /// patterns also for some that it refuses. A stream holds only its topic's subjects, so `>` means
  /// all of them.
  public static String filter(TopicRef ref, SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ -> ">";
      case SubjectFilter.Matching(var pattern) -> filter(ref, pattern);
      case SubjectFilter.AnyOf(var patterns) -> {
        var cover = SubjectCover.of(patterns);
        yield cover == null ? ">" : filter(ref, cover);
      }
    };
  }

  /// The subjects to ask the server for, for the messages that `pattern` matches.
  public static String filter(TopicRef ref, Pattern pattern) {
    return topicSubject(ref) + suffix(pattern.value(), pattern.topic());
  }

  /// Escapes to ASCII, because clients and tools treat other letters in a subject differently.
  private static String suffix(String subject, TopicName topic) {
    return HeaderText.encode(subject.substring(topic.value().length()));
  }

  /// The stream of a queue's messages: `Q_acme__jobs__7`. The incarnation protects a recreated
  /// queue from callers that have not learnt yet that the old one was removed.
  public static String queue(QueueRef ref, long incarnation) {
    return "Q_" + queueToken(ref) + "__" + incarnation;
  }

  /// Whether a stream is one of a queue of that name: others may accept the same subjects.
  static boolean isOf(QueueRef ref, String stream) {
    var end = "_" + queueToken(ref) + "__";
    return (stream.startsWith("Q" + end) || stream.startsWith("L" + end))
        && isNumber(stream.substring(end.length() + 1));
  }

  /// The topic whose stream has that name; empty when it is of another type.
  static Optional<TopicRef> topicOf(String stream) {
    var parts = stream.startsWith("T_") ? stream.substring(2).split("__", 2) : new String[0];
    return parts.length == 2 && isTenant(parts[0])
        ? topicName(parts[1]).map(name -> new TopicRef(tenant(parts[0]), name))
        : Optional.empty();
  }

  /// The topic whose [#token] is `token`; empty when there is none.
  static Optional<TopicName> topicName(String token) {
    var name = token.replace('=', '$');
    return token.indexOf('$') < 0 && TopicName.isLegal(name)
        ? Optional.of(new TopicName(name))
        : Optional.empty();
  }

  /// The queue one of whose streams has that name; empty when it is of another type.
  static Optional<QueueRef> queueOf(String stream) {
    boolean ours = stream.startsWith("Q_") || stream.startsWith("L_");
    int end = stream.lastIndexOf("__");
    var parts = ours && end > 2 ? stream.substring(2, end).split("__", 2) : new String[0];
    if (parts.length != 2 || !isTenant(parts[0]) || !isNumber(stream.substring(end + 2))) {
      return Optional.empty();
    }
    var name = parts[1].replace('=', '.');
    return QueueName.isLegal(name)
        ? Optional.of(new QueueRef(tenant(parts[0]), new QueueName(name)))
        : Optional.empty();
  }

  /// Whether a stream is named as those of topics, queues and buckets are.
  public static boolean isOurs(String stream) {
    return topicOf(stream).isPresent()
        || queueOf(stream).isPresent()
        || bucketOf(stream).isPresent();
  }

  /// The bucket whose stream has that name; empty when it is of another type.
  public static Optional<BucketRef> bucketOf(String stream) {
    return KvNames.owner(stream)
        .filter(owner -> TenantId.isLegal(owner.tenant()) && BucketName.isLegal(owner.bucket()))
        .map(owner -> new BucketRef(new TenantId(owner.tenant()), new BucketName(owner.bucket())));
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,18}");
  }

  private static boolean isTenant(String token) {
    return token.matches("[A-Za-z0-9=-]{1,64}");
  }

  private static TenantId tenant(String token) {
    return new TenantId(token.replace('=', '_'));
  }

  /// The incarnation in the name of a queue's stream.
  static long incarnation(String stream) {
    return Long.parseLong(stream.substring(stream.lastIndexOf("__") + 2));
  }

  /// The subjects of the messages of all queues of that name: `q.acme__jobs.>`.
  public static String everyQueue(QueueRef ref) {
    return "q." + queueToken(ref) + ".>";
  }

  /// The subjects of the ledgers of all queues of that name: `l.acme__jobs.>`.
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

  /// The subject of messages that were sent to a queue: `q.acme__jobs.7.sent`.
  public static String sentSubject(QueueRef ref, long incarnation) {
    return queuePrefix(ref, incarnation) + SENT;
  }

  /// The subject of a message that was moved into a queue, different for each message:
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

  /// The subjects of all messages that were moved into a queue: `q.acme__dead.9.moved.>`.
  public static String movedSubjects(QueueRef ref, long incarnation) {
    return queuePrefix(ref, incarnation) + MOVED + ".>";
  }

  /// The subject of the marks of one source in a queue: `q.acme__jobs.7.mark.sub_12-0`.
  public static String markSubject(QueueRef ref, long incarnation, SourceId source) {
    return queuePrefix(ref, incarnation) + MARK + "." + source.value();
  }

  /// Whether marks have this subject.
  public static boolean isMark(String subject) {
    var tokens = subject.split("\\.", -1);
    return tokens.length == 5 && tokens[3].equals(MARK);
  }

  /// The source of the queue's message with this subject; empty when the message was sent.
  public static Optional<MoveSource> source(String subject) {
    if (subject.endsWith(SENT)) { // a fast path: nearly all messages, and called for each
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

  /// The stream of a queue's ledger: `L_acme__jobs__7`.
  public static String ledger(QueueRef ref, long incarnation) {
    return "L_" + queueToken(ref) + "__" + incarnation;
  }

  /// The subject of a queue's ledger: `l.acme__jobs.7`.
  public static String ledgerSubject(QueueRef ref, long incarnation) {
    return "l." + queueToken(ref) + "." + incarnation;
  }

  private static String topicToken(TopicRef ref) {
    return tenant(ref.tenant()) + "__" + token(ref.name());
  }

  private static String queueToken(QueueRef ref) {
    return tenant(ref.tenant()) + "__" + token(ref.name());
  }

  /// A topic's name, in names of streams, in subjects and in keys.
  static String token(TopicName name) {
    return name.value().replace('$', '=');
  }

  private static String token(QueueName name) {
    return name.value().replace('.', '=');
  }

  /// Replaces underscores, so that the first two of a name are the separator.
  private static String tenant(TenantId tenant) {
    return tenant.value().replace('_', '=');
  }
}
