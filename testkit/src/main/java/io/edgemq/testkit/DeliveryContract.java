package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about deliveries, dead letters and attempts that holds for stores of one process
/// and of several. An adapter's test extends it and says how its store is opened.
public abstract class DeliveryContract {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Nested
  class Deliveries extends DeliveryStoreContract {
    @Override
    protected StoreHarness open() {
      return DeliveryContract.this.open();
    }
  }

  @Nested
  class DeadLetters extends DeadLetterStoreContract {
    @Override
    protected StoreHarness open() {
      return DeliveryContract.this.open();
    }
  }

  @Nested
  class Attempts extends AttemptLogContract {
    @Override
    protected StoreHarness open() {
      return DeliveryContract.this.open();
    }
  }

  @Nested
  class Ends extends DeliveryEndContract {
    @Override
    protected StoreHarness open() {
      return DeliveryContract.this.open();
    }
  }

  @Nested
  class Redrives extends DeadLetterRedriveContract {
    @Override
    protected StoreHarness open() {
      return DeliveryContract.this.open();
    }
  }
}
