package io.edgemq.sqlite;

import io.edgemq.ports.out.InviteRequestStore;
import io.edgemq.ports.out.InviteStore;
import io.edgemq.testkit.Guarantees.Durability;
import io.edgemq.testkit.InviteContract;
import io.edgemq.testkit.InviteHarness;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// In a file of its own, as the control plane beside a store of another kind has them.
class SqliteInviteContractTest extends InviteContract {
  @Override
  protected InviteHarness open() {
    try {
      return new Harness(Files.createTempDirectory("edgemq-sqlite"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Harness implements InviteHarness {
    private final Path directory;
    private SqliteStore store;

    private Harness(Path directory) {
      this.directory = directory;
      this.store = open(directory);
    }

    private static SqliteStore open(Path directory) {
      var config = SqliteConfig.in(directory).named(SqliteConfig.CONTROL_NAME);
      return SqliteStore.open(config, new TestTime());
    }

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
      store = open(directory);
    }

    @Override
    public Durability durability() {
      return Durability.DURABLE;
    }

    @Override
    public void close() {
      store.close();
      SqliteHarness.delete(directory);
    }
  }
}
