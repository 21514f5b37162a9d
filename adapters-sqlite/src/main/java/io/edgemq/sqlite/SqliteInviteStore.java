package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.ports.out.InviteStore;
import java.util.List;
import java.util.Optional;

/// [InviteStore] in SQLite.
final class SqliteInviteStore implements InviteStore {
  private final Writer writer;
  private final Readers readers;

  SqliteInviteStore(Engine engine) {
    this.writer = engine.writer();
    this.readers = engine.readers();
  }

  @Override
  public boolean add(Invite invite) {
    return writer.call(tx -> InviteRows.add(tx, invite));
  }

  @Override
  public Optional<Invite> find(TokenHash token) {
    return readers.call(database -> InviteRows.find(database, token));
  }

  @Override
  public Optional<Invite> find(String id) {
    return readers.call(database -> InviteRows.find(database, id));
  }

  @Override
  public boolean replace(Invite before, Invite after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another invite: " + after.id());
    }
    return writer.call(tx -> InviteRows.replace(tx, before, after));
  }

  @Override
  public Slice<Invite> list(Paging paging) {
    return readers.call(database -> InviteRows.list(database, paging));
  }

  @Override
  public List<Invite> claiming() {
    return readers.call(InviteRows::claiming);
  }
}
