package io.edgemq.application;

import io.edgemq.domain.JobId;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.RedriveDeadLetters;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Moves dead letters back, a job on a virtual thread each, in steps whose progress is kept: a job
/// that a crash ended goes on with the next start.
public final class Redrives implements RedriveDeadLetters, AutoCloseable {
  private static final Logger LOG = System.getLogger(Redrives.class.getName());
  private static final int STEP = 100;
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

  private final QueueCatalog catalog;
  private final QueueStore store;
  private final JobStore jobs;
  private final IdSource ids;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);

  /// Where jobs are kept, and what they get their identity and times from.
  public record Tools(JobStore jobs, IdSource ids, InstantSource clock) {}

  public Redrives(QueueCatalog catalog, QueueStore store, Tools tools) {
    this.catalog = catalog;
    this.store = store;
    this.jobs = tools.jobs();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  @Override
  public Outcome<RedriveJob> redrive(Principal who, QueueName name, RedrivePlan plan) {
    var source = new QueueRef(who.tenant(), name);
    var to = plan.to();
    if (to != null && to.equals(name)) {
      return Outcome.refused(
          new Refusal.Unprocessable(
              "redrive_to_itself", "name another queue, or none to send each message home"));
    }
    if (to != null && catalog.find(new QueueRef(who.tenant(), to)).isEmpty()) {
      return Outcome.refused(new Refusal.NoSuchQueue(to));
    }
    return store
        .lastSequence(source)
        .map(end -> Outcome.done(begin(source, plan, end)))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchQueue(name)));
  }

  private RedriveJob begin(QueueRef source, RedrivePlan plan, long end) {
    var id = new JobId("job_" + ids.next());
    var job = new RedriveJob(id, source, plan, 0, end, 0, 0, clock.instant(), null, null);
    jobs.save(job);
    run(job);
    return job;
  }

  @Override
  public Outcome<RedriveJob> job(Principal who, JobId id) {
    return jobs.find(who.tenant(), id)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchJob()));
  }

  /// Lets the jobs go on that an earlier process left unfinished.
  public void resumeUnfinished() {
    jobs.unfinished().forEach(this::run);
  }

  /// Stops the jobs between two steps; they are unfinished, not failed.
  @Override
  public void close() {
    closing.countDown();
  }

  private void run(RedriveJob job) {
    Thread.ofVirtual().name("redrive-" + job.id().value()).start(() -> workOff(job));
  }

  private void workOff(RedriveJob begun) {
    var job = begun;
    try {
      while (job.finishedAt() == null) {
        long before = job.moved();
        var pause = AFTER_OUTAGE;
        try {
          job = step(job);
          jobs.save(job);
          pause = pace(job.plan(), job.moved() - before);
        } catch (StoreException outage) {
          LOG.log(Level.WARNING, "a redrive waits for its store", outage);
        }
        if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private RedriveJob step(RedriveJob job) {
    var plan = job.plan();
    long left = plan.max() == null ? Long.MAX_VALUE : plan.max() - job.moved();
    if (left <= 0 || job.cursor() >= job.end()) {
      return job.finished(clock.instant(), null);
    }
    int atOnce = plan.ratePerSecond() == null ? STEP : Math.min(STEP, plan.ratePerSecond());
    var step = new QueueStore.RedriveStep(job.cursor(), job.end(), (int) Math.min(left, atOnce));
    return switch (store.redrive(job.source(), plan, step)) {
      case QueueStore.Redriven(long cursor, long moved, long kept) ->
          job.advanced(cursor, moved, kept);
      case QueueStore.NoSuchQueue _ ->
          job.finished(clock.instant(), "the queue, or the one to move to, was removed");
    };
  }

  private static Duration pace(RedrivePlan plan, long moved) {
    return plan.ratePerSecond() == null
        ? Duration.ZERO
        : Duration.ofNanos(moved * 1_000_000_000L / plan.ratePerSecond());
  }
}
