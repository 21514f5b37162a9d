package io.edgemq.nats.catalog;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;

/// API keys as JSON: never a token, only its hash.
public final class KeyFormat implements RowFormat<ApiKey> {
  @Override
  public byte[] write(ApiKey key) {
    var json = Json.object();
    json.put("id", key.id()).put("tenant", key.tenant().value());
    json.put("sha256", key.hash().hex()).put("label", key.label());
    json.put("created_at", key.createdAt().toString());
    json.put("expires_at", Json.text(key.expiresAt()));
    json.put("revoked_at", Json.text(key.revokedAt()));
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
        Json.instant(json, "created_at"),
        Json.optionalInstant(json, "expires_at"),
        Json.optionalInstant(json, "revoked_at"));
  }
}
