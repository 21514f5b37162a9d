package io.edgemq.memory;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.store.ChangeFeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryIssuerStore implements IssuerStore {
  private final Guard guard;
  private final Map<Pair, Issuer> issuers = new HashMap<>();
  private final ChangeFeed<TenantId> feed;

  /// What a token is matched by.
  private record Pair(String issuer, String audience) {
    static Pair of(Issuer issuer) {
      return new Pair(issuer.rule().issuer(), issuer.rule().audience());
    }
  }

  MemoryIssuerStore(Guard guard) {
    this.guard = guard;
    this.feed = new ChangeFeed<>(guard::requireOpen);
  }

  @Override
  public AddResult add(Issuer issuer) {
    return guard.locked(
        () -> {
          if (issuers.values().stream().anyMatch(each -> each.id().equals(issuer.id()))) {
            throw new IllegalArgumentException("the issuer's id already exists: " + issuer.id());
          }
          var namesake = named(issuer.tenant(), issuer.name());
          if (namesake.isPresent()) {
            return new Exists(namesake.get());
          }
          if (issuers.putIfAbsent(Pair.of(issuer), issuer) != null) {
            return new Taken();
          }
          feed.changed(issuer.tenant());
          return new Added();
        });
  }

  private Optional<Issuer> named(TenantId tenant, String name) {
    return issuers.values().stream()
        .filter(each -> each.tenant().equals(tenant) && each.name().equals(name))
        .findFirst();
  }

  @Override
  public Optional<Issuer> find(String issuer, String audience) {
    return guard.locked(() -> Optional.ofNullable(issuers.get(new Pair(issuer, audience))));
  }

  @Override
  public List<Issuer> list(TenantId tenant) {
    return guard.locked(
        () ->
            issuers.values().stream()
                .filter(each -> each.tenant().equals(tenant))
                .sorted(Issuer.OLDEST_FIRST)
                .toList());
  }

  @Override
  public boolean delete(TenantId tenant, String name) {
    return guard.locked(
        () -> {
          var found = named(tenant, name);
          found.ifPresent(
              issuer -> {
                issuers.remove(Pair.of(issuer));
                feed.changed(tenant);
              });
          return found.isPresent();
        });
  }

  @Override
  public Changes<TenantId> changes() {
    return guard.locked(feed::follow);
  }

  /// Wakes everybody who waits for changes.
  void wake() {
    feed.wake();
  }
}
