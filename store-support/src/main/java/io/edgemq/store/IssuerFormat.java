package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;

/// An issuer that a tenant trusts, as JSON. What is malformed throws [IllegalArgumentException] or
/// [java.time.DateTimeException].
public final class IssuerFormat {
  private IssuerFormat() {}

  /// `issuer` as one line of JSON.
  public static String text(Issuer issuer) {
    return write(issuer).toString();
  }

  /// What [#text] wrote.
  public static Issuer parse(String text) {
    return read(Fields.tree(text));
  }

  /// `issuer` as a JSON object.
  public static ObjectNode write(Issuer issuer) {
    var rule = issuer.rule();
    var json =
        Fields.object()
            .put("id", issuer.id())
            .put("tenant", issuer.tenant().value())
            .put("name", issuer.name())
            .put("issuer", rule.issuer())
            .put("audience", rule.audience());
    var keys = rule.keys();
    if (keys != null) {
      json.put("keys", keys.text());
    }
    json.put("scopes_claim", rule.scopesClaim());
    var scopes = json.putArray("scopes");
    rule.scopes().all().forEach(scope -> scopes.add(scope.text()));
    return json.put("created_at", issuer.createdAt().toString());
  }

  /// What [#write] wrote.
  public static Issuer read(JsonNode json) {
    var scopes = Fields.texts(json, "scopes").stream().map(Scope::of).toList();
    var rule =
        new IssuerRule(
            Fields.text(json, "issuer"),
            Fields.text(json, "audience"),
            Fields.optionalText(json, "keys").map(Fields::url).orElse(null),
            Fields.text(json, "scopes_claim"),
            new Scopes(scopes));
    return new Issuer(
        Fields.text(json, "id"),
        new TenantId(Fields.text(json, "tenant")),
        Fields.text(json, "name"),
        rule,
        Fields.instant(json, "created_at"));
  }
}
