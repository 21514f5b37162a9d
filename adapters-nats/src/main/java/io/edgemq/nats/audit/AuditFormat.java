package io.edgemq.nats.audit;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.jetstream.table.Json;
import java.io.IOException;
import java.util.Locale;

/// Entries and heads of the audit log as JSON. What is malformed throws [IOException],
/// [IllegalArgumentException] or [java.time.DateTimeException].
final class AuditFormat {
  private AuditFormat() {}

  static byte[] write(AuditEntry entry) {
    var what = entry.what();
    var tenant = what.tenant();
    return Json.bytes(
        Json.object()
            .put("sequence", entry.sequence())
            .put("at", what.at().toString())
            .put("actor", what.actor())
            .put("action", what.action())
            .put("target", what.target())
            .put("tenant", tenant == null ? null : tenant.value())
            .put("address", what.address())
            .put("outcome", what.outcome().name().toLowerCase(Locale.ROOT))
            .put("request_id", what.requestId())
            .put("hash", entry.hash()));
  }

  static AuditEntry entry(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    var tenant = Json.optionalText(json, "tenant");
    return new AuditEntry(
        Json.number(json, "sequence"),
        new AuditRecord(
            Json.instant(json, "at"),
            Json.text(json, "actor"),
            Json.text(json, "action"),
            Json.text(json, "target"),
            tenant == null ? null : new TenantId(tenant),
            Json.text(json, "address"),
            AuditRecord.Outcome.valueOf(Json.text(json, "outcome").toUpperCase(Locale.ROOT)),
            Json.text(json, "request_id")),
        Json.text(json, "hash"));
  }

  static byte[] write(AuditHead head) {
    return Json.bytes(
        Json.object().put("count", head.count()).put("hash", head.hash()).put("seal", head.seal()));
  }

  static AuditHead head(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    return new AuditHead(
        Json.number(json, "count"), Json.text(json, "hash"), Json.text(json, "seal"));
  }
}
