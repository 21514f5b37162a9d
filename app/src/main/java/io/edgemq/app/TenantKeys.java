package io.edgemq.app;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Carries out operators' wishes about tenants' keys on a store, in whichever process has it open.
final class TenantKeys {
  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final SecretIds ids;
  private final InstantSource clock;

  TenantKeys(Stores stores, Origins origins) {
    this.tenants = stores.tenants();
    this.keys = stores.keys();
    this.ids = origins.ids();
    this.clock = origins.clock();
  }

  /// Does it. Durable once this returns, and every request from then on is judged by it.
  KeyTask.Answer carryOut(KeyTask task) {
    return switch (task) {
      case KeyTask.Issue issue -> issue(issue);
      case KeyTask.Revoke(var tenant, var id) -> revoke(tenant, id);
      case KeyTask.Tell(var tenant) -> tell(tenant);
    };
  }

  private KeyTask.Answer issue(KeyTask.Issue issue) {
    var tenant = issue.tenant();
    if (tenants.find(tenant).isEmpty()) {
      switch (issue.unknown()) {
        case REFUSE -> {
          return KeyTask.Answer.failed(
              "there is no tenant " + tenant.value() + "; add --create-tenant");
        }
        case CREATE ->
            tenants.create(new Tenant(tenant, tenant.value(), clock.instant().truncatedTo(MILLIS)));
      }
    }
    var token = ids.token();
    var key = new KeyIssuing(keys, ids, clock).issue(tenant, issue.label(), token);
    return new KeyTask.Answer(
        0, List.of(token), List.of("issued " + key.id() + " to " + tenant.value()));
  }

  private KeyTask.Answer revoke(TenantId tenant, String id) {
    return keys.revoke(tenant, id, clock.instant().truncatedTo(MILLIS))
        ? new KeyTask.Answer(0, List.of(), List.of("revoked " + id))
        : KeyTask.Answer.failed("tenant %s has no active key %s".formatted(tenant.value(), id));
  }

  private KeyTask.Answer tell(TenantId tenant) {
    var now = clock.instant();
    var lines = keys.list(tenant).stream().map(key -> line(key, now)).toList();
    return new KeyTask.Answer(0, lines, List.of());
  }

  private static String line(ApiKey key, Instant now) {
    return String.join("\t", key.id(), state(key, now), key.createdAt().toString(), key.label());
  }

  private static String state(ApiKey key, Instant now) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    return key.isActive(now) ? "active" : "expired";
  }
}
