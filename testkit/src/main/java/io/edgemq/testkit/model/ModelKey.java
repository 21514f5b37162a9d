package io.edgemq.testkit.model;

import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a [KvModel] knows of a key: every revision since its history was removed last.
final class ModelKey {
  private final BucketConfig config;
  private final List<Version> versions = new ArrayList<>();

  /// What may have gone with a marker that was dropped.
  private final List<KvEntry> perhaps = new ArrayList<>();

  /// A revision.
  ///
  /// @param born when the time of a value began
  /// @param ttl what its writer wanted; null: nothing
  record Version(KvEntry entry, Instant born, @Nullable Duration ttl) {}

  ModelKey(BucketConfig config) {
    this.config = config;
  }

  /// Told that there is a new revision.
  void add(Version version) {
    if (version.entry().change().removesHistory()) {
      versions.clear();
      perhaps.clear();
    }
    versions.add(version);
  }

  /// Told that the key is written after its time was over: an expiry that nobody has seen took
  /// everything, a marker that was to be dropped perhaps did. Answers whether it was over.
  boolean endBefore(Instant now) {
    var over = newest().filter(v -> isOver(v, now));
    if (over.isPresent()) {
      if (!over.get().entry().isPut()) {
        versions.forEach(v -> perhaps.add(v.entry()));
      }
      versions.clear();
    }
    return over.isPresent();
  }

  Optional<Version> newest() {
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
  }

  /// The newest revision, if it is a value whose time is not over.
  Optional<Version> value(Instant now) {
    return newest().filter(v -> v.entry().isPut() && !isOver(v, now));
  }

  /// Whether its newest revision is a value whose time is over.
  boolean hasExpired(Instant now) {
    return newest().filter(v -> v.entry().isPut() && isOver(v, now)).isPresent();
  }

  private boolean isOver(Version version, Instant now) {
    if (!version.entry().isPut()) {
      return !version.entry().timestamp().plus(KvEntry.MARKERS_KEPT).isAfter(now);
    }
    var lifetime = config.lifetime(version.ttl());
    return lifetime != null && !version.born().plus(lifetime).isAfter(now);
  }

  /// What a store must keep: of the newest revisions those whose time is not over.
  List<KvEntry> certain(Instant now) {
    int from = Math.max(0, versions.size() - config.history());
    if (newest().filter(v -> isOver(v, now)).isPresent()) {
      return List.of();
    }
    return versions.subList(from, versions.size()).stream()
        .filter(v -> !isOver(v, now))
        .map(Version::entry)
        .toList();
  }

  /// What a store may keep: where the time of something is over, it may also be there still, and
  /// older ones in place of it.
  List<KvEntry> possible(Instant now) {
    if (isExact(now)) {
      return certain(now);
    }
    var all = new ArrayList<>(perhaps);
    versions.stream()
        .filter(v -> !(hasExpired(now) && v.entry().isPut()))
        .forEach(v -> all.add(v.entry()));
    return all;
  }

  /// Whether it is certain what a store keeps.
  boolean isExact(Instant now) {
    return perhaps.isEmpty() && versions.stream().noneMatch(v -> isOver(v, now));
  }
}
