package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.SigningSecret;

/// A secret that signs, as JSON.
final class SecretFormat {
  private SecretFormat() {}

  static ObjectNode write(SigningSecret secret) {
    return Fields.object().put("text", secret.text()).put("origin", Fields.lower(secret.origin()));
  }

  static SigningSecret read(JsonNode json) {
    return new SigningSecret(
        Fields.text(json, "text"),
        SigningSecret.Origin.valueOf(Fields.upper(Fields.text(json, "origin"))));
  }
}
