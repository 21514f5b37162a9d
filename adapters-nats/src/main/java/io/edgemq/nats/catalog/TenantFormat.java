package io.edgemq.nats.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.Quota;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import io.edgemq.store.QuotaFormat;
import java.io.IOException;
import java.util.Locale;

/// Tenants as JSON. Rows of earlier versions have no state and no quota: those tenants are active,
/// and nothing is bounded. A kind of quota that a later version has written is passed over.
public final class TenantFormat implements RowFormat<Tenant> {
  @Override
  public byte[] write(Tenant tenant) {
    var json = Json.object();
    write(json, tenant);
    return Json.bytes(json);
  }

  static void write(ObjectNode json, Tenant tenant) {
    json.put("id", tenant.id().value()).put("tag", tenant.tag());
    json.put("created_at", tenant.createdAt().toString());
    json.put("state", tenant.state().name().toLowerCase(Locale.ROOT));
    json.set("quota", QuotaFormat.write(tenant.quota()));
  }

  @Override
  public Tenant read(byte[] bytes) throws IOException {
    return read(Json.tree(bytes));
  }

  static Tenant read(JsonNode json) {
    var state = Json.optionalText(json, "state");
    return new Tenant(
        new TenantId(Json.text(json, "id")),
        Json.text(json, "tag"),
        Json.instant(json, "created_at"),
        state == null ? Tenant.State.ACTIVE : Tenant.State.valueOf(state.toUpperCase(Locale.ROOT)),
        json.hasNonNull("quota") ? QuotaFormat.read(json.required("quota")) : Quota.NONE);
  }
}
