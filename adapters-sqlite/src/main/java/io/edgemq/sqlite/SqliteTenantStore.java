package io.edgemq.sqlite;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.Pages;
import io.edgemq.store.QuotaFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// [TenantStore] in SQLite, answered from memory and changed by the writer.
final class SqliteTenantStore implements TenantStore {
  private static final String ALL = "SELECT id, tag, created_at, state, quota FROM tenant";
  private static final String INSERT =
      "INSERT INTO tenant (tag, created_at, state, quota, id) VALUES (?, ?, ?, ?, ?)";
  private static final String UPDATE =
      "UPDATE tenant SET tag = ?, created_at = ?, state = ?, quota = ? WHERE id = ?";

  private final ConcurrentNavigableMap<String, Tenant> tenants = new ConcurrentSkipListMap<>();
  private final Writer writer;
  private final ChangeFeed<TenantId> feed;

  SqliteTenantStore(Engine engine) {
    this.writer = engine.writer();
    this.feed = new ChangeFeed<>(writer::refuseIfClosed);
  }

  /// Reads every tenant.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        show(read(rows));
      }
    }
  }

  private static Tenant read(ResultSet rows) throws SQLException {
    return new Tenant(
        new TenantId(rows.getString(1)),
        rows.getString(2),
        Instant.parse(rows.getString(3)),
        Tenant.State.valueOf(rows.getString(4)),
        QuotaFormat.parse(rows.getString(5)));
  }

  private void show(Tenant tenant) {
    tenants.put(tenant.id().value(), tenant);
    feed.changed(tenant.id());
  }

  @Override
  public boolean create(Tenant tenant) {
    return writer.call(new Work.Alone<>(tx -> create(tx, tenant)));
  }

  private boolean create(Transaction tx, Tenant tenant) throws SQLException {
    if (tenants.containsKey(tenant.id().value())) {
      return false;
    }
    tx.requireRoom();
    write(tx.sql(INSERT), tenant);
    tx.afterCommit(() -> show(tenant));
    return true;
  }

  private static void write(Sql statement, Tenant tenant) throws SQLException {
    statement
        .set(tenant.tag())
        .set(tenant.createdAt().toString())
        .set(tenant.state().name())
        .set(QuotaFormat.text(tenant.quota()))
        .set(tenant.id().value())
        .run();
  }

  @Override
  public boolean replace(Tenant before, Tenant after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException("another tenant: " + after.id());
    }
    return writer.call(new Work.Alone<>(tx -> replace(tx, before, after)));
  }

  /// Asks for no room: a tenant can be stopped on a full disk.
  private boolean replace(Transaction tx, Tenant before, Tenant after) throws SQLException {
    if (!before.equals(tenants.get(before.id().value()))) {
      return false;
    }
    write(tx.sql(UPDATE), after);
    tx.afterCommit(() -> show(after));
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

  @Override
  public Changes<TenantId> changes() {
    return feed.follow();
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
