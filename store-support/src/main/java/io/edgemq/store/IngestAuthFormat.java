package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.ingest.IngestAuth;

/// Who may post to an ingest, as JSON, secrets included. What is malformed throws
/// [IllegalArgumentException] or [java.time.DateTimeException].
final class IngestAuthFormat {
  private IngestAuthFormat() {}

  static ObjectNode write(IngestAuth auth) {
    return switch (auth) {
      case IngestAuth.Signed signed -> signed(signed);
      case IngestAuth.Bearer(var token) -> type("bearer").put("token", token.hex());
      case IngestAuth.Jwt jwt -> jwt(jwt);
      case IngestAuth.SecretPath(var secret) -> type("secret_path").put("secret", secret.hex());
      case IngestAuth.Open _ -> type("open");
    };
  }

  private static ObjectNode type(String name) {
    return Fields.object().put("type", name);
  }

  private static ObjectNode signed(IngestAuth.Signed signed) {
    var json = type("signed").put("scheme", Fields.lower(signed.scheme()));
    json.set("secret", SecretFormat.write(signed.secret()));
    return json.put("tolerance", signed.tolerance().toString());
  }

  private static ObjectNode jwt(IngestAuth.Jwt jwt) {
    var json = type("jwt").put("issuer", jwt.issuer()).put("audience", jwt.audience());
    var keys = jwt.keys();
    if (keys != null) {
      json.put("keys", keys.text());
    }
    return json;
  }

  static IngestAuth read(JsonNode json) {
    var type = Fields.text(json, "type");
    return switch (type) {
      case "signed" ->
          new IngestAuth.Signed(
              IngestAuth.Scheme.valueOf(Fields.upper(Fields.text(json, "scheme"))),
              SecretFormat.read(json.required("secret")),
              Fields.duration(json, "tolerance"));
      case "bearer" -> new IngestAuth.Bearer(new TokenHash(Fields.text(json, "token")));
      case "jwt" ->
          new IngestAuth.Jwt(
              Fields.text(json, "issuer"),
              Fields.text(json, "audience"),
              Fields.optionalText(json, "keys").map(Fields::url).orElse(null));
      case "secret_path" -> new IngestAuth.SecretPath(new TokenHash(Fields.text(json, "secret")));
      case "open" -> new IngestAuth.Open();
      default -> throw new IllegalArgumentException("not a rule of an ingest: " + type);
    };
  }
}
