package io.edgemq.app;

import dagger.Module;
import dagger.Provides;
import io.edgemq.application.Access;
import io.edgemq.application.Acting;
import io.edgemq.application.Admission;
import io.edgemq.application.AuditSealer;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.DeploymentKey;
import io.edgemq.application.JwtAuthentication;
import io.edgemq.application.KeyAuthentication;
import io.edgemq.application.SelfDescription;
import io.edgemq.application.TenantShares;
import io.edgemq.application.TicketSigner;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.application.quota.TenantUsage;
import io.edgemq.domain.Limits;
import io.edgemq.http.RestOptions;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.out.TenantLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Builds what tells who calls and what they may do, for tenants and operators.
@Module
final class AccessModule {
  private AccessModule() {}

  @Provides
  static Limits limits(ServerConfig config) {
    return config.limits();
  }

  /// Every tenant has the same limits.
  @Provides
  static TenantLimits tenantLimits(Limits limits) {
    return _ -> limits;
  }

  @Provides
  @Singleton
  static Access access(Stores stores) {
    return new Access(stores.tenants());
  }

  /// The tenants' shares of a process, whatever its role.
  static TenantShares shares(ServerConfig config, PrometheusMeterRegistry registry) {
    var shares = new TenantShares(config.load().tenantPlaces(), System::nanoTime);
    Gauge.builder("edgemq.tenant.calls.waiting", shares, TenantShares::waiting)
        .description("Number of calls that wait for their tenant's share of the process.")
        .register(registry);
    return shares;
  }

  @Provides
  static Admission admission(
      Access access, TenantLimits limits, TenantQuotas quotas, TenantShares shares) {
    return new Admission(access, limits, quotas, shares);
  }

  @Provides
  @Singleton
  static DeploymentKey deploymentKey(Secrets secrets, SecretIds ids) {
    return new DeploymentKey(ReceiptKey.keep(secrets, ids));
  }

  @Provides
  @Singleton
  static TicketSigner ticketSigner(DeploymentKey key) {
    return new TicketSigner(key);
  }

  @Provides
  @Singleton
  static Authenticate authenticate(
      ServerConfig config,
      Stores stores,
      Secrets secrets,
      TicketSigner tickets,
      JwtAuthentication tokens,
      InstantSource clock) {
    var operators = new OperatorTokens(config.secrets(), secrets);
    return new KeyAuthentication(stores.keys(), operators, tickets, tokens, clock);
  }

  @Provides
  @Singleton
  static AuditTrail auditTrail(Stores stores, DeploymentKey key, InstantSource clock) {
    return new AuditTrail(stores.audit(), new AuditSealer(key), clock);
  }

  @Provides
  @Singleton
  static Acting acting(Stores stores, AuditTrail trail, InstantSource clock) {
    return new Acting(stores.tenants(), trail, clock);
  }

  @Provides
  static TenantUsage tenantUsage(Stores stores, TenantQuotas quotas) {
    return new TenantUsage(
        stores.queueCatalog(),
        stores.topicCatalog(),
        stores.subscriptions(),
        stores.buckets(),
        quotas);
  }

  @Provides
  static DescribeSelf self(
      Admission admission, Stores stores, TenantUsage usage, InstantSource clock) {
    var tools = new SelfDescription.Tools(stores.tenants(), stores.keys(), usage);
    return new SelfDescription(admission, tools, clock);
  }

  @Provides
  static RestOptions restOptions(ServerConfig config, InstantSource clock) {
    return new RestOptions(config.limits(), RestOptions.KEEP_ALIVE, config.publicUrl(), clock);
  }
}
