package io.edgemq.store;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.OwnerId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The change streams of a store that forwards in the step that writes: there are none, none can be
/// added, and nobody leads.
public final class NoChangeStreams implements ChangeStreamStore {
  private final ChangeFeed<BucketRef> feed;

  /// @param requireOpen as in [ChangeFeed]
  public NoChangeStreams(Runnable requireOpen) {
    this.feed = new ChangeFeed<>(requireOpen);
  }

  @Override
  public Optional<ChangeStream> find(BucketRef bucket) {
    return Optional.empty();
  }

  @Override
  public List<ChangeStream> all() {
    return List.of();
  }

  @Override
  public boolean put(@Nullable ChangeStream expected, ChangeStream wanted) {
    return false;
  }

  @Override
  public boolean remove(ChangeStream expected) {
    return false;
  }

  @Override
  public Changes<BucketRef> changes() {
    return feed.follow();
  }

  @Override
  public boolean lead(OwnerId owner) {
    return false;
  }

  @Override
  public void resign(OwnerId owner) {
    // Nobody leads.
  }

  /// A claim that saves nothing.
  @Override
  public Claim claim(ChangeStream stream, OwnerId owner) {
    return new Claim(stream.bucket(), stream.incarnation(), 0, Progress.NONE);
  }

  @Override
  public Optional<Claim> save(Claim claim, Progress progress) {
    return Optional.empty();
  }

  @Override
  public Progress progress(ChangeStream stream) {
    return Progress.NONE;
  }

  /// Lets those who wait for changes see that the store is closed.
  public void wake() {
    feed.wake();
  }
}
