package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.BucketFeed.Entry;
import io.edgemq.ports.out.BucketFeed.Lost;
import io.edgemq.ports.out.BucketFeed.Write;
import io.edgemq.ports.out.TopicLog.SourceMessage;
import java.util.ArrayList;
import java.util.List;

/// Neighbouring writes that one topic is told of.
///
/// @param messages in order, with the revisions as sequences
/// @param lost how many revisions are told as gaps
record ChangePart(TopicName topic, List<SourceMessage> messages, long lost) {
  /// What `stream` tells of `writes` behind `mark`. What no topic is told of is left out.
  static List<ChangePart> of(ChangeStream stream, List<Write> writes, long mark) {
    var parts = new Parts(stream.bucket().name());
    for (var write : writes) {
      switch (write) {
        case Entry(var entry) -> {
          if (entry.revision() > mark) {
            stream
                .topic(entry.revision())
                .ifPresent(
                    topic ->
                        parts.add(
                            topic,
                            new SourceMessage(
                                entry.revision(), ChangeMessages.of(parts.bucket, topic, entry)),
                            0));
          }
        }
        case Lost(long from, long to) -> {
          for (var leg : stream.legs()) {
            parts.gap(leg, Math.max(from, mark + 1), to);
          }
        }
      }
    }
    return parts.all();
  }

  /// The same without the content of the message that is too large: its revision is told as a gap.
  ///
  /// @param size of its payload
  ChangePart without(BucketName bucket, long size) {
    var rest = new ArrayList<>(messages);
    for (int i = 0; i < rest.size(); i++) {
      long revision = rest.get(i).sequence();
      if (rest.get(i).message().content().payload().size() == size) {
        var gap = ChangeMessages.gap(bucket, topic, revision, revision);
        rest.set(i, new SourceMessage(revision, gap));
        return new ChangePart(topic, rest, lost + 1);
      }
    }
    throw new IllegalStateException("no message of " + size + " bytes was forwarded");
  }

  /// The last revision that it is about.
  long last() {
    return messages.getLast().sequence();
  }

  private static final class Parts {
    private final BucketName bucket;
    private final List<ChangePart> done = new ArrayList<>();

    Parts(BucketName bucket) {
      this.bucket = bucket;
    }

    void add(TopicName topic, SourceMessage message, long lost) {
      boolean fits = !done.isEmpty() && done.getLast().topic().equals(topic);
      var last = fits ? done.removeLast() : new ChangePart(topic, new ArrayList<>(), 0);
      last.messages().add(message);
      done.add(new ChangePart(topic, last.messages(), last.lost() + lost));
    }

    /// Tells of the leg's share of `from` to `to`.
    void gap(ChangeStream.Leg leg, long from, long to) {
      var until = leg.until();
      long first = Math.max(from, leg.after() + 1);
      long last = until == null ? to : Math.min(to, until);
      if (first <= last) {
        var message = ChangeMessages.gap(bucket, leg.topic(), first, last);
        add(leg.topic(), new SourceMessage(last, message), last - first + 1);
      }
    }

    List<ChangePart> all() {
      return done;
    }
  }
}
