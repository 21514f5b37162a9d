package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about invites and requests for them. An adapter's test extends it and says how its
/// store is opened.
public abstract class InviteContract {
  /// A new, empty, open store.
  protected abstract InviteHarness open();

  @Nested
  class Invites extends InviteStoreContract {
    @Override
    protected InviteHarness open() {
      return InviteContract.this.open();
    }
  }

  @Nested
  class Requests extends InviteRequestStoreContract {
    @Override
    protected InviteHarness open() {
      return InviteContract.this.open();
    }
  }
}
