package io.edgemq.nats.topic;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.ContentHeaders;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.nats.catalog.StreamNames;
import java.time.Instant;

/// A topic's message as a message of its stream.
final class TopicFormat {
  /// When the message was stored, by the clock of the adapter that did, in epoch milliseconds.
  private static final String TIME = "Mq-Time";

  /// How large a body is that was left out, because only headers were asked for.
  private static final String BODY_SIZE = "Nats-Msg-Size";

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

  static TopicMessage message(TopicRef topic, Entry entry) {
    return new TopicMessage(
        StreamNames.subject(topic, entry.subject()),
        entry.sequence(),
        Instant.ofEpochMilli(time(entry)),
        ContentHeaders.content(entry.headers(), entry.body()));
  }

  /// When it was stored; 0 for what no adapter wrote.
  static long time(Entry entry) {
    return number(entry, TIME);
  }

  /// The bytes of payload, attributes and subject, of an entry without its body too.
  static long size(TopicRef topic, Entry entry) {
    long body = Math.max(entry.body().length, number(entry, BODY_SIZE));
    var subject = StreamNames.subject(topic, entry.subject());
    var attributes = ContentHeaders.content(entry.headers(), entry.body()).attributes();
    return subject.sizeInBytes() + attributes.sizeInBytes() + body;
  }

  private static long number(Entry entry, String header) {
    var text = entry.headers().first(header);
    return text == null ? 0 : Long.parseLong(text);
  }
}
