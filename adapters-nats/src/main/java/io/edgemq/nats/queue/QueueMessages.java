package io.edgemq.nats.queue;

import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.ContentHeaders;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.HeaderText;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.nats.catalog.StreamNames;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The format of a queue's messages in its stream.
public final class QueueMessages {
  private static final String TIME = "Mq-Time";
  private static final String VISIBLE = "Mq-Visible";
  private static final String GROUP = "Mq-Group";

  /// The size of an omitted body; set by the server.
  private static final String SIZE = "Nats-Msg-Size";

  private QueueMessages() {}

  /// A message to be stored in a queue's stream.
  ///
  /// @param storedAt in milliseconds
  /// @param visibleAt when it can first be received, in milliseconds
  public record Draft(Content content, @Nullable GroupId group, long storedAt, long visibleAt) {
    public MessageEntry entry(long sequence) {
      return new MessageEntry(sequence, storedAt, visibleAt, group, content.payload().size());
    }

    public Outgoing outgoing(String subject) {
      var headers = new MessageHeaders();
      headers.put(TIME, Long.toString(storedAt));
      if (visibleAt > storedAt) {
        headers.put(VISIBLE, Long.toString(visibleAt));
      }
      if (group != null) {
        headers.put(GROUP, HeaderText.encode(group.value()));
      }
      ContentHeaders.put(content, headers);
      return new Outgoing(subject, headers, content.payload().bytes());
    }
  }

  /// The lease book's entry of a message that was read without its body.
  static MessageEntry remembered(Entry entry) {
    var headers = entry.headers();
    long storedAt = Long.parseLong(Objects.requireNonNull(headers.first(TIME), TIME));
    var visible = headers.first(VISIBLE);
    var size = headers.first(SIZE);
    var message =
        new MessageEntry(
            entry.sequence(),
            storedAt,
            visible == null ? storedAt : Long.parseLong(visible),
            group(entry),
            size == null ? entry.body().length : Integer.parseInt(size));
    return message.movedFrom(StreamNames.source(entry.subject()).orElse(null));
  }

  /// The whole message.
  public static QueueMessage message(QueueName queue, Entry entry) {
    long storedAt = Long.parseLong(Objects.requireNonNull(entry.headers().first(TIME), TIME));
    return new QueueMessage(
        queue,
        entry.sequence(),
        Instant.ofEpochMilli(storedAt),
        group(entry),
        ContentHeaders.content(entry.headers(), entry.body()));
  }

  private static @Nullable GroupId group(Entry entry) {
    var group = entry.headers().first(GROUP);
    return group == null ? null : new GroupId(HeaderText.decode(group));
  }
}
