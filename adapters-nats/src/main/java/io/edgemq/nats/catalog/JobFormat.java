package io.edgemq.nats.catalog;

import io.edgemq.domain.JobId;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;

/// Jobs as JSON.
public final class JobFormat implements RowFormat<RedriveJob> {
  @Override
  public byte[] write(RedriveJob job) {
    var json = Json.object();
    json.put("id", job.id().value()).put("tenant", job.source().tenant().value());
    json.put("source", job.source().name().value());
    json.put("to", Json.text(job.plan().to() == null ? null : job.plan().to().value()));
    json.put("max", job.plan().max()).put("rate_per_second", job.plan().ratePerSecond());
    json.put("cursor", job.cursor()).put("end", job.end());
    json.put("moved", job.moved()).put("kept", job.kept());
    json.put("created_at", job.createdAt().toString());
    json.put("finished_at", Json.text(job.finishedAt())).put("failure", job.failure());
    return Json.bytes(json);
  }

  @Override
  public RedriveJob read(byte[] bytes) throws IOException {
    var json = Json.tree(bytes);
    var to = Json.optionalText(json, "to");
    var rate = Json.optionalNumber(json, "rate_per_second");
    var plan =
        new RedrivePlan(
            to == null ? null : new QueueName(to),
            Json.optionalNumber(json, "max"),
            rate == null ? null : rate.intValue());
    return new RedriveJob(
        new JobId(Json.text(json, "id")),
        new QueueRef(
            new TenantId(Json.text(json, "tenant")), new QueueName(Json.text(json, "source"))),
        plan,
        Json.number(json, "cursor"),
        Json.number(json, "end"),
        Json.number(json, "moved"),
        Json.number(json, "kept"),
        Json.instant(json, "created_at"),
        Json.optionalInstant(json, "finished_at"),
        Json.optionalText(json, "failure"));
  }
}
