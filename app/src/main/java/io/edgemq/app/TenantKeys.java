package io.edgemq.app;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Carries out operators' wishes about tenants' keys on a store, in whichever process has it open.
/// What it changes is in the audit first.
final class TenantKeys {
  /// What a tenant's label must not do to the operator's terminal, or to the lines of a list.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final Supplier<LocalControl> control;
  private final InstantSource clock;

  /// @param control asked for only when something is to be changed
  TenantKeys(Stores stores, Supplier<LocalControl> control, InstantSource clock) {
    this.tenants = stores.tenants();
    this.keys = stores.keys();
    this.control = control;
    this.clock = clock;
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
    var wish =
        new ManageKeys.Wish(
            issue.label(),
            ApiKey.Kind.TENANT,
            scopes(issue.scopes()),
            issue.expiresAt(),
            issue.messagesPerSecond());
    if (tenants.find(tenant).isEmpty() && issue.unknown() == KeyTask.UnknownTenant.REFUSE) {
      return KeyTask.Answer.failed(
          "there is no tenant " + tenant.value() + "; add --create-tenant");
    }
    var made = control.get();
    var issued =
        made.tenants()
            .create(LocalControl.ACTOR, tenant, tenant.value())
            .then(_ -> made.keys().issue(LocalControl.ACTOR, tenant, wish));
    return switch (issued) {
      case Outcome.Done<ManageKeys.Issued>(ManageKeys.Issued(var key, var token)) ->
          new KeyTask.Answer(
              0, List.of(token), List.of("issued " + key.id() + " to " + tenant.value()));
      case Outcome.Refused<ManageKeys.Issued>(Refusal.ExpiryRefused _) ->
          KeyTask.Answer.failed("--expires-at must lie ahead");
      case Outcome.Refused<ManageKeys.Issued> _ ->
          KeyTask.Answer.failed("the tenant " + tenant.value() + " was removed");
    };
  }

  private static @Nullable Scopes scopes(List<String> texts) {
    return texts.isEmpty() ? null : new Scopes(texts.stream().map(Scope::of).toList());
  }

  private KeyTask.Answer revoke(TenantId tenant, String id) {
    return switch (control.get().keys().revoke(LocalControl.ACTOR, tenant, id)) {
      case Outcome.Done<Unit> _ -> new KeyTask.Answer(0, List.of(), List.of("revoked " + id));
      case Outcome.Refused<Unit> _ ->
          KeyTask.Answer.failed("tenant %s has no active key %s".formatted(tenant.value(), id));
    };
  }

  private KeyTask.Answer tell(TenantId tenant) {
    var now = clock.instant();
    var lines = keys.list(tenant).stream().map(key -> line(key, now)).toList();
    return new KeyTask.Answer(0, lines, List.of());
  }

  private static String line(ApiKey key, Instant now) {
    var label = UNPRINTABLE.matcher(key.label()).replaceAll("\uFFFD");
    return String.join("\t", key.id(), state(key, now), key.createdAt().toString(), label);
  }

  private static String state(ApiKey key, Instant now) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    return key.isActive(now) ? "active" : "expired";
  }
}
