package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about issuers, ingests and the room that messages take. An adapter's test extends
/// it and says how its store is opened.
public abstract class IdentityContract {
  /// A new, empty, open store.
  protected abstract IdentityHarness open();

  @Nested
  class Issuers extends IssuerStoreContract {
    @Override
    protected IdentityHarness open() {
      return IdentityContract.this.open();
    }
  }

  @Nested
  class FollowedIssuers extends IssuerChangesContract {
    @Override
    protected IdentityHarness open() {
      return IdentityContract.this.open();
    }
  }

  @Nested
  class Ingests extends IngestStoreContract {
    @Override
    protected IdentityHarness open() {
      return IdentityContract.this.open();
    }
  }

  @Nested
  class Storage extends StorageUseContract {
    @Override
    protected IdentityHarness open() {
      return IdentityContract.this.open();
    }
  }
}
