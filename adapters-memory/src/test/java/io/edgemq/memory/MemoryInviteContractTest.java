package io.edgemq.memory;

import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.testkit.Guarantees.Durability;
import io.edgemq.testkit.InviteContract;
import io.edgemq.testkit.InviteHarness;
import io.edgemq.testkit.TestTime;

class MemoryInviteContractTest extends InviteContract {
  @Override
  protected InviteHarness open() {
    return new Harness();
  }

  private static final class Harness implements InviteHarness {
    private MemoryStore store = new MemoryStore(new TestTime());

    @Override
    public InviteStore invites() {
      return store.invites();
    }

    @Override
    public InviteRequestStore requests() {
      return store.inviteRequests();
    }

    @Override
    public void reopen() {
      store.close();
      store = new MemoryStore(new TestTime());
    }

    @Override
    public Durability durability() {
      return Durability.VOLATILE;
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
