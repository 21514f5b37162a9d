package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about buckets, their keys and their readers. An adapter's test extends it and says
/// how its store is opened. [KvMarkerContract], [KvFormerContract], [KvChangeStreamContract] and
/// [KvConcurrencyContract]
/// stand beside it.
public abstract class KvContract {
  /// A new, empty, open store.
  protected abstract KvHarness open();

  @Nested
  class Buckets extends BucketCatalogContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Write extends KvWriteContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Conditions extends KvConditionContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Room extends KvRoomContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Read extends KvReadContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Lists extends KvListContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Expiry extends KvExpiryContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Increment extends KvIncrementContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Follow extends KvFollowContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Waits extends KvWaitContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }

  @Nested
  class Storage extends KvStorageContract {
    @Override
    protected KvHarness open() {
      return KvContract.this.open();
    }
  }
}
