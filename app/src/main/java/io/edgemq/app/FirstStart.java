package io.edgemq.app;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.TenantStore;
import java.util.Optional;

/// The first start of a server on a store without a tenant. It creates an admin token and a demo
/// tenant with a key (SPEC 8). Secrets are saved before they are used, so the next start completes
/// a start that crashed between the two.
final class FirstStart {
  /// The name of the admin token in [Secrets].
  static final String ADMIN_TOKEN = "admin-token";

  /// The name of the demo tenant's key in [Secrets].
  static final String DEMO_KEY = "demo-key";

  private final TenantStore tenants;
  private final KeyDirectory keys;
  private final Secrets secrets;
  private final KeyIssuing issuing;

  FirstStart(TenantStore tenants, KeyDirectory keys, Secrets secrets, KeyIssuing issuing) {
    this.tenants = tenants;
    this.keys = keys;
    this.secrets = secrets;
    this.issuing = issuing;
  }

  /// The tokens that were created now; empty when the store already has a tenant with a key.
  Optional<Tokens> prepare(Origins origins) {
    var demo = new TenantId("demo");
    boolean empty = tenants.list(new Paging(null, 1)).items().isEmpty();
    boolean begun = tenants.find(demo).isPresent() && keys.list(demo).isEmpty();
    if (!empty && !begun) {
      return Optional.empty();
    }
    var admin = secrets.keep(ADMIN_TOKEN, origins.ids()::token);
    var key = secrets.keep(DEMO_KEY, origins.ids()::token);
    tenants.create(new Tenant(demo, "demo", origins.clock().instant().truncatedTo(MILLIS)));
    issuing.issue(demo, "demo", key);
    return Optional.of(new Tokens(admin, key));
  }

  /// The secrets of a first start, shown once.
  record Tokens(String admin, String demoKey) {
    /// Shows neither token.
    @Override
    public String toString() {
      return "Tokens[redacted]";
    }
  }
}
