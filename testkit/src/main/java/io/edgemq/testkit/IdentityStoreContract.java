package io.edgemq.testkit;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;

/// What the contracts about issuers, ingests and room share.
abstract class IdentityStoreContract extends StoreContract {
  @Override
  protected abstract IdentityHarness open();

  /// The store of this test.
  final IdentityHarness identity() {
    return (IdentityHarness) store();
  }

  final IssuerStore issuers() {
    return identity().issuers();
  }

  final IngestStore ingests() {
    return identity().ingests();
  }

  /// An issuer of that number, trusted for that audience.
  static Issuer issuer(TenantId tenant, int number, String audience) {
    var rule =
        new IssuerRule(
            "https://id.example/" + number,
            audience,
            null,
            IssuerRule.SCOPES_CLAIM,
            Scopes.of("publish:orders.>"));
    return new Issuer(
        "iss_" + "%024d".formatted(number),
        tenant,
        "issuer-" + number,
        rule,
        TestTime.START.plusMillis(number));
  }
}
