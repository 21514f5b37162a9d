package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about what a store keeps besides messages: queues, topics, subscriptions, keys,
/// tenants, jobs and the audit. An adapter's test extends it and says how its store is opened.
public abstract class DirectoryContract {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Nested
  class Queues extends QueueCatalogContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Topics extends TopicCatalogContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Subscriptions extends SubscriptionStoreContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class FollowedSubscriptions extends SubscriptionChangesContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Keys extends KeyDirectoryContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class FollowedKeys extends KeyChangesContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Tenants extends TenantStoreContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class FollowedTenants extends TenantChangesContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Audit extends AuditLogContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Jobs extends JobStoreContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Successors extends SuccessorContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class Monitor extends StoreMonitorContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }

  @Nested
  class PushSubscriptions extends PushSubscriptionContract {
    @Override
    protected StoreHarness open() {
      return DirectoryContract.this.open();
    }
  }
}
