package io.edgemq.nats.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Scope;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;

/// API keys as JSON: never a token, only its hash. Rows of earlier versions have no kind, no scopes
/// and no rate: those keys are tenants', may do everything, and have no rate of their own. A row
/// with a scope that this version does not know cannot be read, so its key is refused.
public final class KeyFormat implements RowFormat<ApiKey> {
  @Override
  public byte[] write(ApiKey key) {
    var json = Json.object();
    json.put("id", key.id()).put("tenant", key.tenant().value());
    json.put("sha256", key.hash().hex()).put("label", key.label());
    json.put("kind", key.kind().name().toLowerCase(Locale.ROOT));
    var scopes = json.putArray("scopes");
    key.scopes().all().forEach(scope -> scopes.add(scope.text()));
    json.put("created_at", key.createdAt().toString());
    json.put("expires_at", Json.text(key.expiresAt()));
    json.put("revoked_at", Json.text(key.revokedAt()));
    json.put("messages_per_second", key.messagesPerSecond());
    return Json.bytes(json);
  }

  @Override
  public ApiKey read(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    return new ApiKey(
        Json.text(json, "id"),
        new TenantId(Json.text(json, "tenant")),
        new TokenHash(Json.text(json, "sha256")),
        Json.text(json, "label"),
        kind(json),
        scopes(json),
        Json.instant(json, "created_at"),
        Json.optionalInstant(json, "expires_at"),
        Json.optionalInstant(json, "revoked_at"),
        Json.optionalNumber(json, "messages_per_second"));
  }

  private static ApiKey.Kind kind(JsonNode json) {
    var kind = Json.optionalText(json, "kind");
    return kind == null ? ApiKey.Kind.TENANT : ApiKey.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  private static Scopes scopes(JsonNode json) {
    if (!json.has("scopes")) {
      return Scopes.EVERYTHING;
    }
    var scopes = new ArrayList<Scope>();
    for (var scope : json.required("scopes")) {
      scopes.add(Scope.of(scope.asText()));
    }
    return new Scopes(scopes);
  }
}
