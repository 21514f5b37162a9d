package io.edgemq.sqlite;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.store.ChangeFeed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// [KeyDirectory] in SQLite, answered from memory and changed by the writer.
final class SqliteKeyDirectory implements KeyDirectory {
  private static final String ALL =
      """
      SELECT id, tenant, hash, label, created_at, expires_at, revoked_at, kind, scopes,
        messages_per_second
      FROM api_key""";
  private static final String SAVE =
      """
      INSERT OR REPLACE INTO api_key (id, tenant, hash, label, created_at, expires_at, revoked_at,
        kind, scopes, messages_per_second)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  /// Between the texts of scopes, which have none.
  private static final String SEPARATOR = "\n";

  private final Map<TokenHash, ApiKey> byHash = new ConcurrentHashMap<>();
  private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
  private final Writer writer;
  private final ChangeFeed<KeyRef> feed;

  SqliteKeyDirectory(Engine engine) {
    this.writer = engine.writer();
    this.feed = new ChangeFeed<>(writer::refuseIfClosed);
  }

  /// Reads every key.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        show(read(rows));
      }
    }
  }

  private static ApiKey read(ResultSet rows) throws SQLException {
    return new ApiKey(
        rows.getString(1),
        new TenantId(rows.getString(2)),
        new TokenHash(rows.getString(3)),
        rows.getString(4),
        ApiKey.Kind.valueOf(rows.getString(8)),
        Scopes.of(rows.getString(9).split(SEPARATOR)),
        Instant.parse(rows.getString(5)),
        instant(rows.getString(6)),
        instant(rows.getString(7)),
        nullable(rows, 10));
  }

  private static @Nullable Long nullable(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : (Long) value;
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /// Whoever finds the key by its hash finds it by its id.
  private void show(ApiKey key) {
    byId.put(key.id(), key);
    byHash.put(key.hash(), key);
    feed.changed(key.ref());
  }

  @Override
  public Optional<ApiKey> find(TokenHash hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  @Override
  public Optional<ApiKey> find(KeyRef key) {
    return Optional.ofNullable(byId.get(key.keyId())).filter(known -> known.ref().equals(key));
  }

  @Override
  public void add(ApiKey key) {
    writer.call(new Work.Alone<>(tx -> add(tx, key)));
  }

  private boolean add(Transaction tx, ApiKey key) throws SQLException {
    if (byId.containsKey(key.id()) || byHash.containsKey(key.hash())) {
      throw new IllegalArgumentException("the key's id or hash is taken: " + key.id());
    }
    tx.requireRoom();
    save(tx, key);
    return true;
  }

  private void save(Transaction tx, ApiKey key) throws SQLException {
    tx.sql(SAVE)
        .set(key.id())
        .set(key.tenant().value())
        .set(key.hash().hex())
        .set(key.label())
        .set(key.createdAt().toString())
        .set(text(key.expiresAt()))
        .set(text(key.revokedAt()))
        .set(key.kind().name())
        .set(key.scopes().all().stream().map(Scope::text).collect(Collectors.joining(SEPARATOR)))
        .setNullable(key.messagesPerSecond())
        .run();
    tx.afterCommit(() -> show(key));
  }

  @Override
  public List<ApiKey> list(TenantId tenant) {
    return byId.values().stream()
        .filter(key -> key.tenant().equals(tenant))
        .sorted(ApiKey.OLDEST_FIRST)
        .toList();
  }

  @Override
  public boolean revoke(TenantId tenant, String keyId, Instant now) {
    return writer.call(new Work.Alone<>(tx -> revoke(tx, tenant, keyId, now)));
  }

  private boolean revoke(Transaction tx, TenantId tenant, String keyId, Instant now)
      throws SQLException {
    var key = byId.get(keyId);
    if (key == null || !key.tenant().equals(tenant) || key.revokedAt() != null) {
      return false;
    }
    save(tx, key.revoked(now));
    return true;
  }

  @Override
  public Changes<KeyRef> changes() {
    return feed.follow();
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
