package io.edgemq.http;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.in.RedriveDeadLetters;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Moves dead letters back and reports how far that has come (SPEC 3).
final class RedriveEndpoints {
  private static final int EXPECTED = 384;

  private final RedriveDeadLetters redrive;

  RedriveEndpoints(RedriveDeadLetters redrive) {
    this.redrive = redrive;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/queues/{queue}/redrive", this::redrive),
        Route.of(Method.GET, "/v1/jobs/{id}", this::job));
  }

  private Reply redrive(Call call) {
    var source = PathParameters.queue(call.argument("queue"));
    var _ = Results.require(redrive.mayRedrive(call.principal(), source));
    var fields = Fields.of(call, "to", "max", "rate_per_second");
    var plan =
        new RedrivePlan(
            fields.text("to").map(PathParameters::queue).orElse(null),
            fields.number("max", 1, Long.MAX_VALUE).orElse(null),
            fields
                .number("rate_per_second", 1, Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(null));
    var job = Results.require(redrive.redrive(call.principal(), source, plan));
    return new Reply.Content(
        Status.ACCEPTED_202,
        JsonReply.TYPE,
        write(job).toBytes(),
        List.of(QueueEndpoints.location("/v1/jobs/" + job.id().value())));
  }

  private Reply job(Call call) {
    var id = PathParameters.job(call.argument("id"));
    return JsonReply.ok(write(Results.require(redrive.job(call.principal(), id))));
  }

  private static JsonOut write(RedriveJob job) {
    var to = job.plan().to();
    var rate = job.plan().ratePerSecond();
    return new JsonOut(EXPECTED)
        .object()
        .field("id", job.id().value())
        .field("kind", "redrive")
        .field("state", state(job))
        .field("source", job.source().name().value())
        .field("to", to == null ? null : name(to))
        .fieldOrNull("max", job.plan().max())
        .fieldOrNull("rate_per_second", rate == null ? null : Long.valueOf(rate))
        .field("moved", job.moved())
        .field("kept", job.kept())
        .field("created_at", job.createdAt().toString())
        .field("finished_at", time(job.finishedAt()))
        .field("failure", job.failure())
        .endObject();
  }

  private static String name(QueueName queue) {
    return queue.value();
  }

  private static String state(RedriveJob job) {
    if (job.finishedAt() == null) {
      return "running";
    }
    return job.failure() == null ? "done" : "failed";
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
