package io.edgemq.testkit;

import org.junit.jupiter.api.Nested;

/// Every example about the messages of topics. An adapter's test extends it and says how its store
/// is opened.
public abstract class TopicContract {
  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @Nested
  class Append extends TopicAppendContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Read extends TopicReadContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Events extends SystemTopicContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Keep extends TopicKeepContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Bounds extends TopicBoundsContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Follow extends TopicTailContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Count extends TopicCountContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }

  @Nested
  class Forward extends TopicForwardContract {
    @Override
    protected StoreHarness open() {
      return TopicContract.this.open();
    }
  }
}
