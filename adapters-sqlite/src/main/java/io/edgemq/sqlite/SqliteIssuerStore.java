package io.edgemq.sqlite;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.store.ChangeFeed;
import io.edgemq.store.IssuerFormat;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// [IssuerStore] in SQLite, answered from memory and changed by the writer, one change per commit.
final class SqliteIssuerStore implements IssuerStore {
  private static final String ALL = "SELECT about FROM issuer";
  private static final String INSERT =
      "INSERT INTO issuer (id, tenant, name, issuer, audience, about) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM issuer WHERE id = ?";

  private final Map<Pair, Issuer> byPair = new ConcurrentHashMap<>();
  private final Map<String, Issuer> byId = new ConcurrentHashMap<>();
  private final Writer writer;
  private final ChangeFeed<TenantId> feed;

  /// What a token is matched by.
  private record Pair(String issuer, String audience) {
    static Pair of(Issuer issuer) {
      return new Pair(issuer.rule().issuer(), issuer.rule().audience());
    }
  }

  SqliteIssuerStore(Engine engine) {
    this.writer = engine.writer();
    this.feed = new ChangeFeed<>(writer::refuseIfClosed);
  }

  /// Reads every issuer.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        show(IssuerFormat.parse(rows.getString(1)));
      }
    }
  }

  private void show(Issuer issuer) {
    byId.put(issuer.id(), issuer);
    byPair.put(Pair.of(issuer), issuer);
    feed.changed(issuer.tenant());
  }

  private void hide(Issuer issuer) {
    byPair.remove(Pair.of(issuer));
    byId.remove(issuer.id());
    feed.changed(issuer.tenant());
  }

  @Override
  public AddResult add(Issuer issuer) {
    return writer.call(new Work.Alone<>(tx -> add(tx, issuer)));
  }

  private AddResult add(Transaction tx, Issuer issuer) throws SQLException {
    if (byId.containsKey(issuer.id())) {
      throw new IllegalArgumentException("the issuer's id is taken: " + issuer.id());
    }
    var namesake = named(issuer.tenant(), issuer.name());
    if (namesake.isPresent()) {
      return new Exists(namesake.get());
    }
    if (byPair.containsKey(Pair.of(issuer))) {
      return new Taken();
    }
    tx.requireRoom();
    tx.sql(INSERT)
        .set(issuer.id())
        .set(issuer.tenant().value())
        .set(issuer.name())
        .set(issuer.rule().issuer())
        .set(issuer.rule().audience())
        .set(IssuerFormat.text(issuer))
        .run();
    tx.afterCommit(() -> show(issuer));
    return new Added();
  }

  private Optional<Issuer> named(TenantId tenant, String name) {
    return byId.values().stream()
        .filter(each -> each.tenant().equals(tenant) && each.name().equals(name))
        .findFirst();
  }

  @Override
  public Optional<Issuer> find(String issuer, String audience) {
    return Optional.ofNullable(byPair.get(new Pair(issuer, audience)));
  }

  @Override
  public List<Issuer> list(TenantId tenant) {
    return byId.values().stream()
        .filter(each -> each.tenant().equals(tenant))
        .sorted(Issuer.OLDEST_FIRST)
        .toList();
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return writer.call(new Work.Alone<>(tx -> delete(tx, tenant, name)));
  }

  private boolean delete(Transaction tx, TenantId tenant, String name) throws SQLException {
    var found = named(tenant, name);
    if (found.isEmpty()) {
      return false;
    }
    tx.sql(DELETE).set(found.get().id()).run();
    tx.afterCommit(() -> hide(found.get()));
    return true;
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
