package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about the messages of queues. An adapter's test extends it and says how its store
/// is opened.
public abstract class QueueContract {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Nested
  class Send extends QueueSendContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Lease extends QueueLeaseContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Settle extends QueueSettleContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Extend extends QueueExtendContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Wait extends QueueWaitContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Wake extends QueueWakeContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Clock extends QueueClockContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Fifo extends QueueFifoContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Dedup extends QueueDedupContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Keep extends QueueKeepContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class DeadLetters extends QueueDeadLetterContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Redrive extends QueueRedriveContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Return extends QueueReturnContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Reopen extends QueueReopenContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class Forward extends QueueForwardContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class ForwardMarks extends QueueForwardMarkContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }

  @Nested
  class ForwardRaces extends QueueForwardRaceContract {
    @Override
    protected StoreHarness open() {
      return QueueContract.this.open();
    }
  }
}
