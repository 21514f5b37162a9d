package io.edgemq.app;

import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.SharedIssuer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `issuers:` of the configuration file: the issuers whose tokens are believed for every
/// tenant. Each complaint says which of them, and what it must be.
final class IssuerSettings {
  private static final Set<String> FIELDS =
      Set.of("name", "issuer", "audience", "jwks_url", "scopes_claim", "scopes", "tenant_claim");

  private final String where;
  private final Map<?, ?> fields;

  private IssuerSettings(String where, Map<?, ?> fields) {
    this.where = where;
    this.fields = fields;
  }

  /// The issuers in `value`; none when it is null. Throws [IllegalArgumentException] when one of
  /// them cannot be used.
  static List<SharedIssuer> read(Path path, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException(path + ": 'issuers' takes a list");
    }
    var issuers = new ArrayList<SharedIssuer>();
    var taken = new HashSet<List<String>>();
    for (int i = 0; i < list.size(); i++) {
      var where = "%s: issuers[%d]".formatted(path, i);
      if (!(list.get(i) instanceof Map<?, ?> fields)) {
        throw new IllegalArgumentException(where + " must be a mapping of fields to values");
      }
      var issuer = new IssuerSettings(where, fields).issuer();
      var rule = issuer.rule();
      boolean isNew =
          taken.add(List.of(issuer.name())) && taken.add(List.of(rule.issuer(), rule.audience()));
      if (!isNew) {
        throw new IllegalArgumentException(
            where + " has the name, or issuer and audience, of an earlier one");
      }
      issuers.add(issuer);
    }
    return List.copyOf(issuers);
  }

  private SharedIssuer issuer() {
    for (var name : fields.keySet()) {
      if (!FIELDS.contains(String.valueOf(name))) {
        throw wrong(
            "has an unknown field '%s'%s"
                .formatted(
                    name,
                    Nearest.to(String.valueOf(name), FIELDS)
                        .map(word -> "; did you mean " + word + "?")
                        .orElse("")));
      }
    }
    var name = text("name");
    if (!Issuer.isName(name) || Issuer.isId(name)) {
      throw wrong(
          "needs a 'name' of 1 to 80 letters, digits, '-' or '_' that begins otherwise"
              + " than "
              + Issuer.ID);
    }
    var issuer = text("issuer");
    var keys = keys();
    if (keys == null && IssuerRule.metadata(issuer).isEmpty()) {
      throw wrong("needs a URL as 'issuer', or a 'jwks_url'");
    }
    var claim = fields.get("scopes_claim") == null ? IssuerRule.SCOPES_CLAIM : text("scopes_claim");
    return new SharedIssuer(
        name,
        new IssuerRule(issuer, text("audience"), keys, claim, scopes()),
        text("tenant_claim"));
  }

  private @Nullable WebhookUrl keys() {
    return fields.get("jwks_url") == null
        ? null
        : WebhookUrl.parse(text("jwks_url"))
            .orElseThrow(() -> wrong("needs an http or https URL as 'jwks_url'"));
  }

  private Scopes scopes() {
    var value = fields.get("scopes");
    if (value == null) {
      return Scopes.EVERYTHING;
    }
    if (!(value instanceof List<?> list) || list.isEmpty() || list.size() > Scopes.MOST) {
      throw wrong("needs 'scopes' that are a list of 1 to " + Scopes.MOST + ", or none");
    }
    var scopes = new ArrayList<Scope>();
    for (var each : list) {
      var text = String.valueOf(each);
      Scope.complaint(text)
          .ifPresent(
              complaint -> {
                throw wrong("has a scope '%s' that %s".formatted(text, complaint));
              });
      scopes.add(Scope.of(text));
    }
    return new Scopes(scopes);
  }

  private String text(String name) {
    if (fields.get(name) instanceof String text
        && !text.isEmpty()
        && text.length() <= IssuerRule.LONGEST) {
      return text;
    }
    throw wrong("needs a text of 1 to %d characters as '%s'".formatted(IssuerRule.LONGEST, name));
  }

  private IllegalArgumentException wrong(String complaint) {
    return new IllegalArgumentException(where + " " + complaint);
  }
}
