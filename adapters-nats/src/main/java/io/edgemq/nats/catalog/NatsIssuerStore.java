package io.edgemq.nats.catalog;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.jetstream.table.Decision;
import io.edgemq.jetstream.table.Edit;
import io.edgemq.jetstream.table.ReplicatedTable;
import io.edgemq.jetstream.table.Row;
import io.edgemq.jetstream.table.View;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.store.ChangeFeed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// [IssuerStore] in its own bucket, whose keys are hashes of the pairs. An issuer is one row, and
/// whether its name and its pair are free is decided with its write, so a process that dies leaves
/// nothing half made. While the cluster is lost it serves the issuers that it knows; it does not
/// claim that others do not exist.
public final class NatsIssuerStore implements IssuerStore {
  private final ReplicatedTable<Issuer> table;
  private final ChangeFeed<TenantId> feed;

  /// Whose row was last at a key.
  private final Map<String, TenantId> owners = new ConcurrentHashMap<>();

  public NatsIssuerStore(ReplicatedTable<Issuer> table) {
    this.table = table;
    this.feed = new ChangeFeed<>(table::requireOpen);
    table.onChange(this::tell);
    table
        .view()
        .rows()
        .forEach((key, row) -> readable(row).ifPresent(found -> note(key, found.tenant())));
  }

  private void note(String key, TenantId tenant) {
    owners.putIfAbsent(key, tenant);
  }

  private static Optional<Issuer> readable(Row<Issuer> row) {
    return Optional.ofNullable(row.readable());
  }

  /// The two texts may be long and have any characters, and a key must not.
  private static String key(String issuer, String audience) {
    var pair = issuer.length() + ":" + issuer + audience;
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(pair.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  private static String key(Issuer issuer) {
    return key(issuer.rule().issuer(), issuer.rule().audience());
  }

  @Override
  public AddResult add(Issuer issuer) {
    return table.change(view -> adding(view, issuer)).result();
  }

  private static Decision<Issuer, AddResult> adding(View<Issuer> view, Issuer issuer) {
    if (first(view, other -> other.id().equals(issuer.id())).isPresent()) {
      throw new IllegalArgumentException("the issuer's id is taken: " + issuer.id());
    }
    var namesake = first(view, isNamed(issuer.tenant(), issuer.name()));
    if (namesake.isPresent()) {
      return Decision.none(new Exists(namesake.get()));
    }
    var key = key(issuer);
    return view.get(key).isPresent()
        ? Decision.none(new Taken())
        : Decision.one(new Edit.Put<>(key, issuer), new Added());
  }

  private static Predicate<Issuer> isNamed(TenantId tenant, String name) {
    return issuer -> issuer.tenant().equals(tenant) && issuer.name().equals(name);
  }

  private static Optional<Issuer> first(View<Issuer> view, Predicate<Issuer> wanted) {
    return all(view).filter(wanted).findFirst();
  }

  private static Stream<Issuer> all(View<Issuer> view) {
    return view.rows().values().stream().map(Row::readable).filter(Objects::nonNull);
  }

  @Override
  public Optional<Issuer> find(String issuer, String audience) {
    return table.find(key(issuer, audience), _ -> true).map(Row::value);
  }

  @Override
  public List<Issuer> list(TenantId tenant) {
    return all(table.view())
        .filter(issuer -> issuer.tenant().equals(tenant))
        .sorted(Issuer.OLDEST_FIRST)
        .toList();
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return table.change(view -> deleting(view, tenant, name)).result();
  }

  private static Decision<Issuer, Boolean> deleting(
      View<Issuer> view, TenantId tenant, String name) {
    return first(view, isNamed(tenant, name))
        .<Decision<Issuer, Boolean>>map(found -> Decision.one(new Edit.Remove<>(key(found)), true))
        .orElseGet(() -> Decision.none(false));
  }

  @Override
  public Changes<TenantId> changes() {
    return feed.follow();
  }

  /// A row that is gone, or was replaced, was the one of whom it was last. When that is not known,
  /// it may be anybody's.
  private void tell(String key) {
    var now = table.view().get(key).flatMap(NatsIssuerStore::readable).map(Issuer::tenant);
    var before =
        Optional.ofNullable(now.isPresent() ? owners.put(key, now.get()) : owners.remove(key));
    if (now.isEmpty() && before.isEmpty()) {
      feed.lost();
    }
    Stream.concat(now.stream(), before.stream()).distinct().forEach(feed::changed);
  }

  /// Lets whoever waits for changes look again. For the table's end.
  public void wake() {
    feed.wake();
  }
}
