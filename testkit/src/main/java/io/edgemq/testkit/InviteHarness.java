package io.edgemq.testkit;

import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.testkit.Guarantees.Durability;

/// A store of invites under test, open and empty at first.
public interface InviteHarness extends AutoCloseable {
  /// Its invites, as it is open now.
  InviteStore invites();

  /// The requests for them.
  InviteRequestStore requests();

  /// Closes the store, and opens it over what is left.
  void reopen();

  /// What outlives that.
  Durability durability();

  /// Closes the store and removes what it kept; again does nothing.
  @Override
  void close();
}
