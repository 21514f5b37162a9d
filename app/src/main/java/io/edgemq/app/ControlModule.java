package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.AuditReading;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.BackingUp;
import io.edgemq.application.DeploymentKey;
import io.edgemq.application.InviteClaims;
import io.edgemq.application.InviteTokens;
import io.edgemq.application.Invites;
import io.edgemq.application.KeyIssuer;
import io.edgemq.application.Keys;
import io.edgemq.application.Provisioning;
import io.edgemq.application.Quotas;
import io.edgemq.application.TenantRemovals;
import io.edgemq.application.Tenants;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.http.ControlUseCases;
import io.edgemq.http.IngestApi;
import io.edgemq.http.RestApi;
import io.edgemq.http.RestOptions;
import io.edgemq.http.Telemetry;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/// Builds the objects that a deployment needs once: the control plane.
@Module
final class ControlModule {
  private ControlModule() {}

  @Provides
  static FirstStart firstStart(ServerConfig config, Stores stores, Secrets secrets) {
    return new FirstStart(stores, secrets, config.secrets());
  }

  @Provides
  static KeyIssuer keyIssuer(Stores stores, SecretIds ids, InstantSource clock) {
    return new KeyIssuer(stores.keys(), ids, ids::token, clock);
  }

  @Provides
  static ManageKeys keys(Access access, Stores stores, AuditTrail trail, KeyIssuer issuer) {
    return new Keys(access, stores.tenants(), stores.keys(), new Keys.Tools(trail, issuer));
  }

  @Provides
  @Singleton
  static TenantRemovals removals(Access access, Stores stores, Origins origins) {
    var removal = LocalControl.removal(access, stores, origins);
    return new TenantRemovals(stores.tenants(), removal, TenantRemovals.LOOK);
  }

  @Provides
  static ManageTenants tenants(
      Stores stores,
      TenantRemovals removals,
      AuditTrail trail,
      SecretIds ids,
      InstantSource clock) {
    return new Tenants(stores.tenants(), removals, new Tenants.Tools(trail, ids, clock));
  }

  @Provides
  static ManageInvites invites(
      Stores stores, DeploymentKey key, AuditTrail trail, SecretIds ids, InstantSource clock) {
    return new Invites(
        stores.invitations().invites(),
        stores.invitations().requests(),
        new Invites.Tools(trail, new InviteTokens(key), ids, clock));
  }

  @Provides
  @Singleton
  static InviteClaims claims(
      Stores stores, KeyIssuer issuer, AuditTrail trail, SecretIds ids, InstantSource clock) {
    return new InviteClaims(
        new InviteClaims.Stores(
            stores.invitations().invites(), stores.invitations().requests(), stores.tenants()),
        new Provisioning(stores.tenants(), stores.keys(), issuer),
        new InviteClaims.Tools(trail, ids, clock));
  }

  @Provides
  static ManageQuotas quotas(Stores stores, TenantUsage usage, AuditTrail trail) {
    return new Quotas(stores.tenants(), usage, trail);
  }

  @Provides
  static ReadAudit audit(Access access, Stores stores) {
    return new AuditReading(access, stores.audit());
  }

  @Provides
  static BackUp backUp(Stores stores, AuditTrail trail, InstantSource clock) {
    return new BackingUp(stores.invitations().backups(), trail, clock);
  }

  /// Dagger's own component, so that each use case is asked for by its name.
  @Provides
  @Singleton
  static ControlUseCases useCases(ControlComponent parts) {
    return new ControlUseCases(
        parts.authenticate(),
        parts.acting(),
        parts.readiness(),
        parts.self(),
        parts.tenants(),
        parts.keys(),
        parts.issuers(),
        parts.invites(),
        parts.claims(),
        parts.audit(),
        parts.backUp(),
        parts.quotas(),
        parts.changeStreamMappings());
  }

  @Provides
  @Singleton
  static EdgeHttpServer server(
      ListenOptions options,
      RestOptions rest,
      ControlUseCases useCases,
      Telemetry telemetry,
      SecretIds ids) {
    var control = RestApi.forControl(rest, useCases, telemetry);
    var groups = List.of(control, IngestApi.elsewhere());
    return new EdgeHttpServer(options, groups, telemetry.registry(), ids.next());
  }
}
