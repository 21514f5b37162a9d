package io.edgemq.domain.kv;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which topics are told of a bucket's writes.
///
/// @param incarnation tells successive buckets of one name apart
/// @param legs in the order of their revisions, which do not overlap; at least one, and only the
///     last one is open
public record ChangeStream(
    BucketRef bucket, Source source, long incarnation, List<Leg> legs, Instant createdAt) {
  public ChangeStream {
    legs = List.copyOf(legs);
    if (legs.isEmpty()) {
      throw new IllegalArgumentException("a change stream tells a topic");
    }
  }

  /// Whose the bucket is.
  public enum Source {
    /// A bucket of ours.
    OWN,
    /// A bucket that another product owns in the account KV.
    FOREIGN
  }

  /// The revisions that one topic is told of.
  ///
  /// @param after the last revision before them; 0 for all
  /// @param until the last one of them; null: there is no end yet
  public record Leg(TopicName topic, long after, @Nullable Long until) {
    /// Whether its topic is told of `revision`.
    public boolean has(long revision) {
      return revision > after && (until == null || revision <= until);
    }
  }

  /// The topic that is told of `revision`; empty when none is.
  public Optional<TopicName> topic(long revision) {
    return legs.stream().filter(leg -> leg.has(revision)).map(Leg::topic).findFirst();
  }

  /// The topic that is told of the writes to come; empty when none is any more.
  public Optional<TopicName> current() {
    var last = legs.getLast();
    return last.until() == null ? Optional.of(last.topic()) : Optional.empty();
  }

  /// The last revision that is told; empty when there is no end yet.
  public Optional<Long> end() {
    return Optional.ofNullable(legs.getLast().until());
  }

  /// This one, which tells nothing of what comes behind `revision`.
  public ChangeStream endingAt(long revision) {
    var last = legs.getLast();
    if (last.until() != null) {
      return this;
    }
    var ended = new ArrayList<>(legs.subList(0, legs.size() - 1));
    ended.add(new Leg(last.topic(), last.after(), Math.max(last.after(), revision)));
    return new ChangeStream(bucket, source, incarnation, ended, createdAt);
  }

  /// This one, which tells `topic` of what comes behind `revision`, and the topic that it was of
  /// what came up to it.
  public ChangeStream goingOn(TopicName topic, long revision) {
    var ended = endingAt(revision);
    var more = new ArrayList<>(ended.legs);
    more.add(new Leg(topic, Math.max(revision, ended.end().orElse(0L)), null));
    return new ChangeStream(bucket, source, incarnation, more, createdAt);
  }
}
