package io.edgemq.sqlite;

import io.edgemq.domain.JobId;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.JobStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// [JobStore] in SQLite, answered from memory and changed by the writer.
final class SqliteJobStore implements JobStore {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final String ALL =
      """
      SELECT id, tenant, queue, target, max, rate, cursor, "end", moved, kept, created_at,
        finished_at, failure FROM redrive_job""";
  private static final String SAVE =
      "INSERT OR REPLACE INTO redrive_job VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM redrive_job WHERE id = ?";

  private final Map<JobId, RedriveJob> jobs = new ConcurrentHashMap<>();
  private final Writer writer;
  private final InstantSource clock;

  SqliteJobStore(Engine engine) {
    this.writer = engine.writer();
    this.clock = engine.clock();
  }

  /// Reads every job.
  void load(Database database) throws SQLException {
    try (var rows = database.sql(ALL).rows()) {
      while (rows.next()) {
        var job = read(rows);
        jobs.put(job.id(), job);
      }
    }
  }

  private static RedriveJob read(ResultSet rows) throws SQLException {
    var target = rows.getString(4);
    long max = rows.getLong(5);
    Long most = rows.wasNull() ? null : max;
    int rate = rows.getInt(6);
    Integer perSecond = rows.wasNull() ? null : rate;
    var plan = new RedrivePlan(target == null ? null : new QueueName(target), most, perSecond);
    return new RedriveJob(
        new JobId(rows.getString(1)),
        new QueueRef(new TenantId(rows.getString(2)), new QueueName(rows.getString(3))),
        plan,
        rows.getLong(7),
        rows.getLong(8),
        rows.getLong(9),
        rows.getLong(10),
        Instant.parse(rows.getString(11)),
        instant(rows.getString(12)),
        rows.getString(13));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  @Override
  public void save(RedriveJob job) {
    Work<Boolean> work =
        tx -> {
          forgetOld(tx);
          write(tx, job);
          tx.afterCommit(() -> jobs.put(job.id(), job));
          return true;
        };
    writer.call(new Work.Alone<>(work));
  }

  @Override
  public boolean advance(RedriveJob expected, RedriveJob next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException("another job: " + next.id());
    }
    return writer.call(new Work.Alone<>(tx -> advance(tx, expected, next)));
  }

  private boolean advance(Transaction tx, RedriveJob expected, RedriveJob next)
      throws SQLException {
    if (!expected.equals(jobs.get(next.id()))) {
      return false;
    }
    write(tx, next);
    tx.afterCommit(() -> jobs.put(next.id(), next));
    return true;
  }

  private void forgetOld(Transaction tx) throws SQLException {
    for (var job : jobs.values()) {
      if (isForgotten(job)) {
        tx.sql(DELETE).set(job.id().value()).run();
        tx.afterCommit(() -> jobs.remove(job.id()));
      }
    }
  }

  private boolean isForgotten(RedriveJob job) {
    var finishedAt = job.finishedAt();
    return finishedAt != null && finishedAt.plus(KEPT).isBefore(clock.instant());
  }

  private static void write(Transaction tx, RedriveJob job) throws SQLException {
    var plan = job.plan();
    var to = plan.to();
    var rate = plan.ratePerSecond();
    var finishedAt = job.finishedAt();
    tx.sql(SAVE)
        .set(job.id().value())
        .set(job.source().tenant().value())
        .set(job.source().name().value())
        .set(to == null ? null : to.value())
        .setNullable(plan.max())
        .setNullable(rate == null ? null : rate.longValue())
        .set(job.cursor())
        .set(job.end())
        .set(job.moved())
        .set(job.kept())
        .set(job.createdAt().toString())
        .set(finishedAt == null ? null : finishedAt.toString())
        .set(job.failure())
        .run();
  }

  @Override
  public Optional<RedriveJob> find(TenantId tenant, JobId id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.source().tenant().equals(tenant))
        .filter(job -> !isForgotten(job));
  }

  @Override
  public List<RedriveJob> unfinished() {
    return jobs.values().stream()
        .filter(job -> job.finishedAt() == null)
        .sorted(Comparator.comparing(RedriveJob::createdAt).thenComparing(j -> j.id().value()))
        .toList();
  }
}
