package io.edgemq.application;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.SharedIssuer;
import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.JwtReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whom tokens are believed: the issuers of the deployment, and those of tenants.
public final class TrustedIssuers {
  /// For how many a token may be meant. Each is looked up before its signature is.
  private static final int MOST_AUDIENCE = 16;

  private final Map<Pair, SharedIssuer> shared = new HashMap<>();
  private final IssuerStore tenants;

  private record Pair(String issuer, String audience) {}

  /// Somebody who is believed.
  sealed interface Trusted {
    /// Which tokens are believed, and how far.
    IssuerRule rule();

    /// By what principals name it.
    String id();

    /// The tenant that the token speaks for; empty when it does not say.
    Optional<TenantId> tenant(TokenClaims claims);
  }

  /// The operator believes it.
  record OfDeployment(SharedIssuer issuer) implements Trusted {
    @Override
    public IssuerRule rule() {
      return issuer.rule();
    }

    @Override
    public String id() {
      return issuer.name();
    }

    @Override
    public Optional<TenantId> tenant(TokenClaims claims) {
      var said = claims.texts().getOrDefault(issuer.tenantClaim(), List.of());
      return said.size() == 1 && TenantId.isLegal(said.getFirst())
          ? Optional.of(new TenantId(said.getFirst()))
          : Optional.empty();
    }
  }

  /// A tenant believes it, for itself and whatever a token says.
  record OfTenant(Issuer issuer) implements Trusted {
    @Override
    public IssuerRule rule() {
      return issuer.rule();
    }

    @Override
    public String id() {
      return issuer.id();
    }

    @Override
    public Optional<TenantId> tenant(TokenClaims claims) {
      return Optional.of(issuer.tenant());
    }
  }

  /// @param shared the issuers of the deployment; no two have the same pair of `iss` and `aud`
  public TrustedIssuers(List<SharedIssuer> shared, IssuerStore tenants) {
    for (var each : shared) {
      this.shared.put(new Pair(each.rule().issuer(), each.rule().audience()), each);
    }
    this.tenants = tenants;
  }

  /// Whether the operator believes such tokens, so that no tenant may.
  boolean isShared(IssuerRule rule) {
    return shared.containsKey(new Pair(rule.issuer(), rule.audience()));
  }

  /// The one who is believed by a token's `iss` and `aud`; empty when there is none, or several
  /// are meant.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Optional<Trusted> find(JwtReader.Claimed claimed) {
    return claimed.audience().size() > MOST_AUDIENCE
        ? Optional.empty()
        : only(claimed.issuer(), claimed.audience());
  }

  private Optional<Trusted> only(String issuer, Set<String> audience) {
    var found = new HashSet<Trusted>();
    for (var each : audience) {
      find(issuer, each).ifPresent(found::add);
    }
    return found.size() == 1 ? found.stream().findFirst() : Optional.empty();
  }

  private Optional<Trusted> find(String issuer, String audience) {
    var own = shared.get(new Pair(issuer, audience));
    return own == null
        ? tenants.find(issuer, audience).map(OfTenant::new)
        : Optional.of(new OfDeployment(own));
  }

  /// Whether `trusted` is still believed, as it was.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  boolean isStill(Trusted trusted) {
    var rule = trusted.rule();
    return find(rule.issuer(), rule.audience()).filter(trusted::equals).isPresent();
  }
}
