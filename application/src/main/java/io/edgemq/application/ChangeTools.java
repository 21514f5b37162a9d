package io.edgemq.application;

import io.edgemq.ports.out.BucketFeeds;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.ChangeTraffic;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;

/// What change streams are forwarded with.
///
/// @param store which there are, and how far they have come
/// @param feeds the writes
/// @param topics where they are told
/// @param clock dates topics that are made
public record ChangeTools(
    ChangeStreamStore store,
    BucketFeeds feeds,
    Topics topics,
    Access access,
    ChangeTraffic traffic,
    InstantSource clock) {
  /// Where changes are told.
  public record Topics(TopicLog log, TopicCatalog catalog) {}
}
