package io.edgemq.domain.kv;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.BucketName;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import java.util.HashMap;
import java.util.Map;

/// What a topic is told of a bucket's writes (SPEC 6).
public final class ChangeMessages {
  /// The attribute with the operation: that of the entry, or `gap`.
  public static final String OPERATION = "mq-kv-operation";

  /// The attribute with the revision.
  public static final String REVISION = "mq-kv-revision";

  /// The attribute with the bucket's name.
  public static final String BUCKET = "mq-kv-bucket";

  /// The attribute with the hops ([Hops]).
  public static final String HOPS = "mq-kv-hops";

  /// The attribute that says why a key was purged: [#EXPIRED].
  public static final String REASON = "mq-kv-reason";

  /// The attributes with the first and the last revision of a gap.
  public static final String FROM = "mq-kv-from";

  /// As [#FROM].
  public static final String TO = "mq-kv-to";

  /// The reason of a purge that nobody asked for.
  public static final String EXPIRED = "expired";

  private static final String GAP = "gap";

  private ChangeMessages() {}

  /// The message that tells `topic` of `entry`.
  public static NewTopicMessage of(BucketName bucket, TopicName topic, KvEntry entry) {
    var attributes = new HashMap<String, String>(8);
    attributes.put(OPERATION, entry.change().operation());
    attributes.put(REVISION, Long.toString(entry.revision()));
    attributes.put(BUCKET, bucket.value());
    attributes.put(HOPS, Integer.toString(entry.hops()));
    if (entry.change() instanceof KvChange.Expired) {
      attributes.put(REASON, EXPIRED);
    }
    var value =
        switch (entry.change()) {
          case KvChange.Put(var put) -> put;
          case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ -> NOTHING;
        };
    return new NewTopicMessage(
        new Subject(topic.value() + "." + entry.key().value()),
        new Content(value.contentType(), Attributes.of(attributes), value.payload()),
        null);
  }

  private static final KvValue NOTHING = new KvValue(Content.DEFAULT_TYPE, Payload.EMPTY);

  /// The message that tells `topic` that the revisions `from` to `to` were not kept long enough.
  public static NewTopicMessage gap(BucketName bucket, TopicName topic, long from, long to) {
    var attributes =
        Map.of(
            OPERATION,
            GAP,
            BUCKET,
            bucket.value(),
            FROM,
            Long.toString(from),
            TO,
            Long.toString(to),
            HOPS,
            "0");
    return new NewTopicMessage(
        Subject.of(topic),
        new Content(Content.DEFAULT_TYPE, Attributes.of(attributes), Payload.EMPTY),
        null);
  }
}
