package io.edgemq.nats.queue;

import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.nats.catalog.StreamNames;
import java.util.Optional;

/// How far the messages of one source are in a queue (docs/adr/0030). It is an entry of the queue's
/// stream, and no message. The last one of a subject counts.
///
/// @param subject names the source
/// @param value the last sequence of the source that is stored; 0: the source has none, or retired
/// @param sequence where it is in the stream; 0: nowhere
record SourceMark(String subject, long value, long sequence) {
  private static final String VALUE = "Mq-Mark";

  /// The mark that a source has before its first one.
  static SourceMark none(String subject) {
    return new SourceMark(subject, 0, 0);
  }

  /// What was read, if it is a mark.
  static Optional<SourceMark> of(Entry entry) {
    var value = entry.headers().first(VALUE);
    if (value == null || !StreamNames.isMark(entry.subject())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SourceMark(entry.subject(), Long.parseLong(value), entry.sequence()));
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }

  /// Whether nobody needs it.
  boolean isRetired() {
    return value == 0;
  }

  /// The entry that says `value` in its place.
  Outgoing saying(long value) {
    return Outgoing.forever(subject, new MessageHeaders().put(VALUE, Long.toString(value)));
  }
}
