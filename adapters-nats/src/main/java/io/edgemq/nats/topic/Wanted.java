package io.edgemq.nats.topic;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Entry;
import io.edgemq.nats.catalog.StreamNames;

/// Which of a topic's entries a reader wants.
///
/// @param subjects the subjects to ask the server for
record Wanted(TopicRef topic, SubjectFilter filter, String subjects) {
  static Wanted of(TopicRef topic, SubjectFilter filter) {
    return new Wanted(topic, filter, StreamNames.filter(topic, filter));
  }

  /// Whether all entries with these subjects are wanted.
  boolean isExact() {
    return switch (filter) {
      case SubjectFilter.All _, SubjectFilter.Matching _ -> true;
      case SubjectFilter.AnyOf _ -> false;
    };
  }

  /// Whether an entry that the server found is wanted.
  boolean accepts(Entry entry) {
    return isExact() || isAccepted(entry);
  }

  private boolean isAccepted(Entry entry) {
    try {
      return filter.accepts(StreamNames.subject(topic, entry.subject()));
    } catch (IllegalArgumentException unlikeOurs) {
      return false;
    }
  }
}
