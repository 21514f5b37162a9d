package io.edgemq.application;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.store.ChangeFeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Change streams in memory, which several workers share. Saves fail when a test says so.
final class FakeChangeStreams implements ChangeStreamStore {
  private final Map<BucketRef, ChangeStream> streams = new HashMap<>();
  private final Map<String, Claim> claims = new HashMap<>();
  private final ChangeFeed<BucketRef> feed = new ChangeFeed<>(() -> {});
  private long fences;
  private @Nullable OwnerId leader;
  private @Nullable ChangeStream changed;
  private boolean failsToSave;

  /// From now on nothing can be saved, until [#save] works again.
  synchronized void failToSave(boolean fails) {
    failsToSave = fails;
  }

  /// The leader is silent for so long that others may follow.
  synchronized void forgetLeader() {
    leader = null;
  }

  @Override
  public synchronized Optional<ChangeStream> find(BucketRef bucket) {
    return Optional.ofNullable(streams.get(bucket));
  }

  @Override
  public synchronized List<ChangeStream> all() {
    return List.copyOf(streams.values());
  }

  @Override
  public synchronized boolean put(@Nullable ChangeStream expected, ChangeStream wanted) {
    if (!Objects.equals(streams.get(wanted.bucket()), expected)) {
      return false;
    }
    streams.put(wanted.bucket(), wanted);
    feed.changed(wanted.bucket());
    return true;
  }

  /// Just before a change stream is removed, it becomes `other`, once.
  synchronized void changeBeforeRemoval(ChangeStream other) {
    changed = other;
  }

  @Override
  public synchronized boolean remove(ChangeStream expected) {
    var other = changed;
    if (other != null) {
      changed = null;
      put(expected, other);
    }
    boolean removed = streams.remove(expected.bucket(), expected);
    if (removed) {
      claims.remove(key(expected.bucket(), expected.incarnation()));
      feed.changed(expected.bucket());
    }
    return removed;
  }

  @Override
  public Changes<BucketRef> changes() {
    return feed.follow();
  }

  @Override
  public synchronized boolean lead(OwnerId owner) {
    if (leader == null) {
      leader = owner;
    }
    return owner.equals(leader);
  }

  @Override
  public synchronized void resign(OwnerId owner) {
    if (owner.equals(leader)) {
      leader = null;
    }
  }

  private static String key(BucketRef bucket, long incarnation) {
    return bucket + " " + incarnation;
  }

  @Override
  public synchronized Claim claim(ChangeStream stream, OwnerId owner) {
    var claim = new Claim(stream.bucket(), stream.incarnation(), ++fences, progress(stream));
    claims.put(key(stream.bucket(), stream.incarnation()), claim);
    return claim;
  }

  @Override
  public synchronized Optional<Claim> save(Claim claim, Progress progress) {
    if (failsToSave) {
      throw new StoreException.Unavailable("a test says so", new IllegalStateException());
    }
    var key = key(claim.bucket(), claim.incarnation());
    if (!claim.equals(claims.get(key))) {
      return Optional.empty();
    }
    var next = new Claim(claim.bucket(), claim.incarnation(), ++fences, progress);
    claims.put(key, next);
    return Optional.of(next);
  }

  @Override
  public synchronized Progress progress(ChangeStream stream) {
    var claim = claims.get(key(stream.bucket(), stream.incarnation()));
    return claim == null ? Progress.NONE : claim.progress();
  }
}
