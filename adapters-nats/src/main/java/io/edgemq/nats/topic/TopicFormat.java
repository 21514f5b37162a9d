package io.edgemq.nats.topic;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.ContentHeaders;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.HeaderLines;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// The format of a topic's messages in its stream.
final class TopicFormat {
  /// The header with the time at which the message was stored, by the storing adapter's clock, in
  /// epoch milliseconds.
  private static final String TIME = "Mq-Time";

  /// The size of an omitted body; set by the server.
  private static final String BODY_SIZE = "Nats-Msg-Size";

  /// The headers with the source of a forwarded message, and with its sequence there. Who reads the
  /// topic does not see them.
  private static final String SOURCE = "Mq-Source";

  private static final String SOURCE_SEQUENCE = "Mq-Source-Sequence";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

  private TopicFormat() {}

  static Outgoing outgoing(TopicRef topic, NewTopicMessage message, long time) {
    var headers = new MessageHeaders();
    headers.put(TIME, Long.toString(time));
    ContentHeaders.put(message.content(), headers);
    return new Outgoing(
        StreamNames.subject(topic, message.subject()),
        headers,
        message.content().payload().bytes());
  }

  /// As above, the message that `source` forwards.
  static Outgoing forwarded(
      TopicRef topic, SourceId source, TopicLog.SourceMessage message, long time) {
    var headers = new HeaderLines().put(TIME, Long.toString(time));
    var content = message.message().content();
    ContentHeaders.put(content, headers);
    headers.put(SOURCE, source.value()).put(SOURCE_SEQUENCE, Long.toString(message.sequence()));
    return new Outgoing(
        StreamNames.subject(topic, message.message().subject()),
        headers.headers(),
        content.payload().bytes());
  }

  /// The sequence in `source` of a message that it forwarded; 0 when it is none.
  static long sequenceIn(SourceId source, Entry entry) {
    return source.value().equals(entry.headers().first(SOURCE))
        ? number(entry, SOURCE_SEQUENCE, SEQUENCE)
        : 0;
  }

  /// The message; empty when no adapter wrote it.
  static Optional<TopicMessage> message(TopicRef topic, Entry entry, StampLimit limit) {
    long stamp = limit.stamp(entry);
    if (stamp == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TopicMessage(
              StreamNames.subject(topic, entry.subject()),
              entry.sequence(),
              Instant.ofEpochMilli(stamp),
              ContentHeaders.content(entry.headers(), entry.body())));
    } catch (IllegalArgumentException unlikeOurs) {
      return Optional.empty();
    }
  }

  /// The time that the storing adapter gave it; 0 when no adapter wrote it. Readers go by
  /// [StampLimit] instead.
  static long written(Entry entry) {
    return number(entry, TIME, NUMBER);
  }

  /// The size of payload, attributes and subject in bytes, also of an entry without its body.
  static long size(TopicRef topic, Entry entry) {
    long body = Math.max(entry.body().length, number(entry, BODY_SIZE, NUMBER));
    try {
      var subject = StreamNames.subject(topic, entry.subject());
      var attributes = ContentHeaders.content(entry.headers(), entry.body()).attributes();
      return subject.sizeInBytes() + attributes.sizeInBytes() + body;
    } catch (IllegalArgumentException unlikeOurs) {
      return entry.subject().length() + body;
    }
  }

  private static long number(Entry entry, String header, Pattern legal) {
    var text = entry.headers().first(header);
    return text == null || !legal.matcher(text).matches() ? 0 : Long.parseLong(text);
  }
}
