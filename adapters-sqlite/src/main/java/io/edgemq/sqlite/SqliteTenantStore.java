package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.store.Pages;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// [TenantStore] in SQLite, answered from memory and changed by the writer.
final class SqliteTenantStore implements TenantStore {
  private static final String ALL = "SELECT id, tag, created_at FROM tenant";
  private static final String INSERT = "INSERT INTO tenant VALUES (?, ?, ?)";

  private final ConcurrentNavigableMap<String, Tenant> tenants = new ConcurrentSkipListMap<>();
  private final Writer writer;

  SqliteTenantStore(Engine engine) {
    this.writer = engine.writer();
  }

  /// Reads every tenant.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        var id = new TenantId(rows.getString(1));
        var tenant = new Tenant(id, rows.getString(2), Instant.parse(rows.getString(3)));
        tenants.put(id.value(), tenant);
      }
    }
  }

  @Override
  public boolean create(Tenant tenant) {
    return writer.call(new Work.Alone<>(tx -> create(tx, tenant)));
  }

  private boolean create(Transaction tx, Tenant tenant) throws SQLException {
    if (tenants.containsKey(tenant.id().value())) {
      return false;
    }
    tx.sql(INSERT)
        .set(tenant.id().value())
        .set(tenant.tag())
        .set(tenant.createdAt().toString())
        .run();
    tx.afterCommit(() -> tenants.put(tenant.id().value(), tenant));
    return true;
  }

  @Override
  public Optional<Tenant> find(TenantId id) {
    return Optional.ofNullable(tenants.get(id.value()));
  }

  @Override
  public Slice<Tenant> list(Paging paging) {
    return Pages.of(tenants, paging, tenant -> tenant);
  }
}
