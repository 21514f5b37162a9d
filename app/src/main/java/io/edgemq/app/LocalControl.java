package io.edgemq.app;

import io.edgemq.application.Access;
import io.edgemq.application.AuditSealer;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.DeploymentKey;
import io.edgemq.application.KeyIssuer;
import io.edgemq.application.Keys;
import io.edgemq.application.TenantRemoval;
import io.edgemq.application.TenantRemovals;
import io.edgemq.application.Tenants;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;

/// What of the control plane is used on the machine itself: by a first start, and by `edgemq key`.
///
/// @param tenants makes tenants; it removes none
record LocalControl(Tenants tenants, Keys keys) {
  /// Who acts, in the audit.
  static final Actor ACTOR = new Actor("local", Origin.LOCAL);

  /// Over `stores`.
  ///
  /// @param receiptKey seals the audit
  static LocalControl of(Stores stores, Origins origins, byte[] receiptKey) {
    var access = new Access(stores.tenants());
    var clock = origins.clock();
    var trail =
        new AuditTrail(stores.audit(), new AuditSealer(new DeploymentKey(receiptKey)), clock);
    var issuer = new KeyIssuer(stores.keys(), origins.ids(), origins.ids()::token, clock);
    var removals =
        new TenantRemovals(stores.tenants(), removal(access, stores, origins), TenantRemovals.LOOK);
    return new LocalControl(
        new Tenants(stores.tenants(), removals, new Tenants.Tools(trail, origins.ids(), clock)),
        new Keys(access, stores.tenants(), stores.keys(), new Keys.Tools(trail, issuer)));
  }

  /// What removes the rest of removed tenants.
  static TenantRemoval removal(Access access, Stores stores, Origins origins) {
    return new TenantRemoval(
        access,
        new TenantRemoval.Stores(
            stores.keys(),
            stores.subscriptions(),
            stores.topicCatalog(),
            stores.queueCatalog(),
            stores.buckets(),
            stores.changeStreams(),
            stores.issuers(),
            stores.ingests()),
        origins.clock());
  }
}
