package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what it is told to, of one tenant.
final class FakeIssuers implements ManageIssuers {
  final List<Issuer> kept = new ArrayList<>();
  volatile @Nullable Refusal refusal;

  private <T> Outcome<T> unlessRefused(T value) {
    var why = refusal;
    return why == null ? Outcome.done(value) : Outcome.refused(why);
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return Unit.done();
  }

  @Override
  public Outcome<Creation<Issuer>> create(
      Principal who, Origin from, String name, IssuerRule rule) {
    for (var known : kept) {
      if (known.name().equals(name)) {
        return unlessRefused(new Creation.Existing<>(known));
      }
    }
    var id = "iss_%024d".formatted(kept.size() + 1);
    var issuer = new Issuer(id, who.tenant(), name, rule, FakeQueues.BORN);
    kept.add(issuer);
    return unlessRefused(new Creation.Created<>(issuer));
  }

  @Override
  public Outcome<List<Issuer>> list(Principal who) {
    return unlessRefused(List.copyOf(kept));
  }

  @Override
  public Outcome<Unit> delete(Principal who, Origin from, String name) {
    return kept.removeIf(issuer -> issuer.name().equals(name))
        ? unlessRefused(Unit.UNIT)
        : Outcome.refused(new Refusal.NoSuchIssuer());
  }
}
