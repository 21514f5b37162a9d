package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.store.IngestFormat;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// [IngestStore] in SQLite, answered from memory and changed by the writer, one change per commit.
final class SqliteIngestStore implements IngestStore {
  private static final String ALL = "SELECT about FROM ingest";
  private static final String INSERT =
      "INSERT INTO ingest (id, tenant, name, about) VALUES (?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM ingest WHERE id = ?";

  private final Map<IngestId, Ingest> byId = new ConcurrentHashMap<>();
  private final NameIndex<Ingest> byName = new NameIndex<>();
  private final Writer writer;

  SqliteIngestStore(Engine engine) {
    this.writer = engine.writer();
  }

  /// Reads every ingest.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        show(IngestFormat.parse(rows.getString(1)));
      }
    }
  }

  private void show(Ingest ingest) {
    byId.put(ingest.id(), ingest);
    byName.put(ingest.tenant(), ingest.name(), ingest);
  }

  private void hide(Ingest ingest) {
    byName.remove(ingest.tenant(), ingest.name());
    byId.remove(ingest.id());
  }

  @Override
  public Optional<Ingest> add(Ingest ingest) {
    return writer.call(new Work.Alone<>(tx -> add(tx, ingest)));
  }

  private Optional<Ingest> add(Transaction tx, Ingest ingest) throws SQLException {
    if (byId.containsKey(ingest.id())) {
      throw new IllegalArgumentException("the ingest's id is taken: " + ingest.id().value());
    }
    var namesake = byName.find(ingest.tenant(), ingest.name());
    if (namesake != null) {
      return Optional.of(namesake);
    }
    tx.requireRoom();
    tx.sql(INSERT)
        .set(ingest.id().value())
        .set(ingest.tenant().value())
        .set(ingest.name())
        .set(IngestFormat.text(ingest))
        .run();
    tx.afterCommit(() -> show(ingest));
    return Optional.empty();
  }

  @Override
  public Optional<Ingest> find(IngestId id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public Slice<Ingest> list(TenantId tenant, Paging paging) {
    return byName.list(tenant, paging, ingest -> ingest);
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, tenant, name)));
  }

  private boolean delete(Transaction tx, TenantId tenant, String name) throws SQLException {
    var found = byName.find(tenant, name);
    if (found == null) {
      return false;
    }
    tx.sql(DELETE).set(found.id().value()).run();
    tx.afterCommit(() -> hide(found));
    return true;
  }
}
