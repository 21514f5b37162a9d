package io.edgemq.app;

import dagger.BindsInstance;
import dagger.Component;
import io.edgemq.application.Acting;
import io.edgemq.application.ChangeStreams;
import io.edgemq.application.InviteClaims;
import io.edgemq.application.ProcessReadiness;
import io.edgemq.application.TenantRemovals;
import io.edgemq.application.TenantShares;
import io.edgemq.application.quota.TenantQuotas;
import io.edgemq.http.ControlUseCases;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.ManageChangeStreams;
import io.edgemq.ports.in.ManageInvites;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.ManageKeys;
import io.edgemq.ports.in.ManageQuotas;
import io.edgemq.ports.in.ManageTenants;
import io.edgemq.ports.in.ReadAudit;
import io.edgemq.server.EdgeHttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The objects that a deployment needs once.
@Singleton
@Component(
    modules = {
      ProcessModule.class,
      AccessModule.class,
      IdentityModule.class,
      ChangeStreamModule.class,
      ControlModule.class
    })
interface ControlComponent {
  /// Serves operators, for a process that serves no tenants.
  EdgeHttpServer http();

  /// For a process that serves both.
  ControlUseCases useCases();

  FirstStart firstStart();

  ProcessReadiness readiness();

  Authenticate authenticate();

  Acting acting();

  DescribeSelf self();

  ManageTenants tenants();

  ManageKeys keys();

  ManageIssuers issuers();

  ManageInvites invites();

  InviteClaims claims();

  ReadAudit audit();

  BackUp backUp();

  ManageQuotas quotas();

  ManageChangeStreams changeStreamMappings();

  /// What forwards writes to topics; empty where the store does.
  Optional<ChangeStreams> changeStreams();

  TenantRemovals removals();

  /// Like [AdapterComponent.Factory].
  @Component.Factory
  interface Factory {
    ControlComponent create(
        @BindsInstance ServerConfig config,
        @BindsInstance Stores stores,
        @BindsInstance Secrets secrets,
        @BindsInstance Origins origins,
        @BindsInstance PrometheusMeterRegistry registry,
        @BindsInstance TenantQuotas quotas,
        @BindsInstance TenantShares shares);
  }
}
