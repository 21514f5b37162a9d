package io.edgemq.store;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.Changes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells its followers which things of a store have changed. Telling never waits for a follower.
/// For any number of threads.
///
/// @param <T> names one of the things
public final class ChangeFeed<T> {
  private final Runnable requireOpen;
  private final Set<Follower<T>> followers = ConcurrentHashMap.newKeySet();

  /// A feed without followers.
  ///
  /// @param requireOpen throws [StoreException.Unavailable] once the store is closed; called with a
  ///     follower's lock held, so it must take no lock of the store
  public ChangeFeed(Runnable requireOpen) {
    this.requireOpen = requireOpen;
  }

  /// Begins to follow: what changes from now on. Close it.
  ///
  /// @throws StoreException.Unavailable when the store is closed
  public Changes<T> follow() {
    requireOpen.run();
    var follower = new Follower<T>(requireOpen, followers::remove);
    followers.add(follower);
    return follower;
  }

  /// Whether anybody would be told.
  public boolean isFollowed() {
    return !followers.isEmpty();
  }

  /// Tells that `thing` has changed. To be called once the store shows the change.
  public void changed(T thing) {
    followers.forEach(follower -> follower.tell(thing));
  }

  /// Tells that any thing may have changed.
  public void lost() {
    followers.forEach(Follower::overrun);
  }

  /// Lets those who wait see that the store is closed.
  public void wake() {
    followers.forEach(Follower::wake);
  }
}
