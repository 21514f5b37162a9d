package io.edgemq.http;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.identity.Issuer;
import java.util.List;

/// Issuers as JSON (SPEC 7).
final class IssuerJson {
  private static final int EXPECTED = 512;

  private IssuerJson() {}

  static JsonOut one(Issuer issuer) {
    return members(new JsonOut(EXPECTED).object(), issuer).endObject();
  }

  /// The part of `all` that is asked for.
  static JsonOut page(List<Issuer> all, Paging paging) {
    var slice = slice(all, paging);
    var out = new JsonOut(slice.items().size() * EXPECTED).object().array("issuers");
    for (var issuer : slice.items()) {
      members(out.object(), issuer).endObject();
    }
    PathParameters.nextCursor(out.endArray(), slice);
    return out.endObject();
  }

  private static Slice<Issuer> slice(List<Issuer> all, Paging paging) {
    var after = paging.after();
    var rest =
        after == null
            ? all
            : all.stream().dropWhile(issuer -> !issuer.id().equals(after)).skip(1).toList();
    return rest.size() <= paging.limit()
        ? new Slice<>(rest, null)
        : new Slice<>(rest.subList(0, paging.limit()), rest.get(paging.limit() - 1).id());
  }

  private static JsonOut members(JsonOut out, Issuer issuer) {
    var rule = issuer.rule();
    out.field("id", issuer.id())
        .field("name", issuer.name())
        .field("issuer", rule.issuer())
        .field("audience", rule.audience())
        .field("jwks_url", rule.keys() == null ? null : rule.keys().text())
        .field("scopes_claim", rule.scopesClaim())
        .array("scopes");
    rule.scopes().all().forEach(scope -> out.value(scope.text()));
    return out.endArray().field("created_at", issuer.createdAt().toString());
  }
}
