package io.edgemq.nats.catalog;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.store.ChangeFeed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// [KeyDirectory] in its own bucket, whose keys are the hashes. While the cluster is lost it serves
/// the keys that it knows; it does not claim that other keys do not exist.
public final class NatsKeyDirectory implements KeyDirectory {
  private final ReplicatedTable<ApiKey> table;
  private final ChangeFeed<KeyRef> feed;
  private final Map<KeyRef, String> hashes = new ConcurrentHashMap<>();

  public NatsKeyDirectory(ReplicatedTable<ApiKey> table) {
    this.table = table;
    this.feed = new ChangeFeed<>(table::requireOpen);
    table.onChange(this::tell);
    table.view().rows().keySet().forEach(this::note);
  }

  /// Notes whose row that is.
  private Optional<KeyRef> note(String hash) {
    var ref = table.view().get(hash).map(Row::readable).map(ApiKey::ref);
    ref.ifPresent(key -> hashes.put(key, hash));
    return ref;
  }

  @Override
  public Optional<ApiKey> find(TokenHash hash) {
    return table.find(hash.hex(), _ -> true).map(Row::value);
  }

  /// Of a row that has just come, the identity may not be noted yet: then every row is looked at.
  @Override
  public Optional<ApiKey> find(KeyRef key) {
    var hash = hashes.get(key);
    return hash == null
        ? first(table.view(), each -> each.ref().equals(key)).map(Map.Entry::getValue)
        : table.view().get(hash).map(Row::value);
  }

  @Override
  public void add(ApiKey key) {
    boolean added = table.change(view -> adding(view, key)).result();
    if (!added) {
      throw new IllegalArgumentException("the key's id or hash is taken: " + key.id());
    }
  }

  private static Decision<ApiKey, Boolean> adding(View<ApiKey> view, ApiKey key) {
    boolean taken =
        view.get(key.hash().hex()).isPresent()
            || first(view, other -> other.id().equals(key.id())).isPresent();
    return taken ? Decision.none(false) : Decision.one(new Edit.Put<>(key.hash().hex(), key), true);
  }

  private static Optional<Map.Entry<String, ApiKey>> first(
      View<ApiKey> view, Predicate<ApiKey> wanted) {
    NavigableMap<String, Row<ApiKey>> rows = view.rows();
    for (var entry : rows.entrySet()) {
      var key = entry.getValue().readable();
      if (key != null && wanted.test(key)) {
        return Optional.of(Map.entry(entry.getKey(), key));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<ApiKey> list(TenantId tenant) {
    return table.view().rows().values().stream()
        .map(Row::readable)
        .filter(Objects::nonNull)
        .filter(key -> key.tenant().equals(tenant))
        .sorted(ApiKey.OLDEST_FIRST)
        .toList();
  }

  @Override
  public boolean revoke(TenantId tenant, String keyId, Instant now) {
    return table.change(view -> revoking(view, tenant, keyId, now)).result();
  }

  private static Decision<ApiKey, Boolean> revoking(
      View<ApiKey> view, TenantId tenant, String keyId, Instant now) {
    return first(view, key -> key.tenant().equals(tenant) && key.id().equals(keyId))
        .filter(found -> found.getValue().revokedAt() == null)
        .<Decision<ApiKey, Boolean>>map(
            found ->
                Decision.one(new Edit.Put<>(found.getKey(), found.getValue().revoked(now)), true))
        .orElseGet(() -> Decision.none(false));
  }

  @Override
  public Changes<KeyRef> changes() {
    return feed.follow();
  }

  /// Whose row is gone or cannot be read is not known, so it may be any key that has changed.
  private void tell(String hash) {
    note(hash).ifPresentOrElse(feed::changed, feed::lost);
  }

  /// Lets whoever waits for changes look again. For the table's end.
  public void wake() {
    feed.wake();
  }
}
