package io.edgemq.nats.queue;

import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueConfig;
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
import java.util.Optional;
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
    /// A message that is stored at `now`, in milliseconds.
    static Draft of(NewQueueMessage message, QueueConfig config, long now) {
      long visible = now + config.delayOr(message.delay()).toMillis();
      return new Draft(message.content(), message.group(), now, visible);
    }

    public MessageEntry entry(long sequence) {
      return new MessageEntry(sequence, storedAt, visibleAt, group, content.payload().size())
          .withAttributes(content.attributes().sizeInBytes());
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

  /// The lease book's entry of a message that was read, without its body if need be. Empty when no
  /// adapter wrote it.
  public static Optional<MessageEntry> remembered(Entry entry) {
    try {
      var headers = entry.headers();
      var time = headers.first(TIME);
      if (time == null) {
        return Optional.empty();
      }
      long storedAt = Long.parseLong(time);
      var visible = headers.first(VISIBLE);
      var size = headers.first(SIZE);
      var message =
          new MessageEntry(
                  entry.sequence(),
                  storedAt,
                  visible == null ? storedAt : Long.parseLong(visible),
                  group(entry),
                  size == null ? entry.body().length : Integer.parseInt(size))
              .withAttributes(ContentHeaders.attributeBytes(headers));
      return Optional.of(message.movedFrom(StreamNames.source(entry.subject()).orElse(null)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
      return Optional.empty();
    }
  }

  /// The whole message. Empty when no adapter wrote it.
  public static Optional<QueueMessage> message(QueueName queue, Entry entry) {
    try {
      var time = entry.headers().first(TIME);
      return time == null
          ? Optional.empty()
          : Optional.of(
              new QueueMessage(
                  queue,
                  entry.sequence(),
                  Instant.ofEpochMilli(Long.parseLong(time)),
                  group(entry),
                  ContentHeaders.content(entry.headers(), entry.body())));
    } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
      return Optional.empty();
    }
  }

  private static @Nullable GroupId group(Entry entry) {
    var group = entry.headers().first(GROUP);
    return group == null ? null : new GroupId(HeaderText.decode(group));
  }
}
