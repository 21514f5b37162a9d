package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.out.InviteRequestStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [InviteRequestStore] in SQLite.
final class SqliteInviteRequestStore implements InviteRequestStore {
  private final Writer writer;
  private final Readers readers;

  SqliteInviteRequestStore(Engine engine) {
    this.writer = engine.writer();
    this.readers = engine.readers();
  }

  @Override
  public boolean add(InviteRequest request) {
    return writer.call(tx -> InviteRequestRows.add(tx, request));
  }

  @Override
  public Optional<InviteRequest> find(String id) {
    return readers.call(database -> InviteRequestRows.find(database, id));
  }

  @Override
  public boolean replace(InviteRequest before, InviteRequest after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another request: " + after.id());
    }
    return writer.call(tx -> InviteRequestRows.replace(tx, before, after));
  }

  @Override
  public Slice<InviteRequest> list(InviteRequest.@Nullable Status status, Paging paging) {
    return readers.call(database -> InviteRequestRows.list(database, status, paging));
  }
}
