package io.edgemq.memory;

import io.edgemq.testkit.KvHarness;
import io.edgemq.testkit.KvMarkerContract;

class MemoryKvMarkerTest extends KvMarkerContract {
  @Override
  protected KvHarness open() {
    return new MemoryHarness();
  }
}
