package io.edgemq.application;

import io.edgemq.domain.JobId;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.RedriveDeadLetters;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Moves dead letters back. Each job has a virtual thread and moves in steps; its progress is saved
/// after each step, so a job that a crash interrupted goes on after the next start, or in another
/// process. When two processes work on one job, the one that saves its progress first goes on.
public final class Redrives implements RedriveDeadLetters, AutoCloseable {
  private static final Logger LOG = System.getLogger(Redrives.class.getName());
  private static final int STEP = 100;
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

  /// How long [#close] waits for the steps under way.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Access access;
  private final QueueCatalog catalog;
  private final QueueStore store;
  private final JobStore jobs;
  private final IdSource ids;
  private final InstantSource clock;
  private final Duration look;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("redrive-", 0).factory());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<JobId> running = ConcurrentHashMap.newKeySet();

  /// Where jobs are stored, and where they get their identity and times.
  ///
  /// @param look how often to look for jobs that no process works on
  public record Tools(JobStore jobs, IdSource ids, InstantSource clock, Duration look) {}

  public Redrives(Access access, QueueCatalog catalog, QueueStore store, Tools tools) {
    this.access = access;
    this.catalog = catalog;
    this.store = store;
    this.jobs = tools.jobs();
    this.ids = tools.ids();
    this.clock = tools.clock();
    this.look = tools.look();
  }

  @Override
  public Outcome<Unit> mayRedrive(Principal who, QueueName name) {
    return access.toRedrive(who, name).then(_ -> Unit.done());
  }

  @Override
  public Outcome<RedriveJob> redrive(Principal who, QueueName name, RedrivePlan plan) {
    return access
        .toRedrive(who, name)
        .then(source -> target(who, source, plan.to()).then(_ -> begin(source, plan)));
  }

  /// Whether the caller may have everything moved to `to`; null sends each message home.
  private Outcome<Unit> target(Principal who, QueueRef source, @Nullable QueueName to) {
    return to == null ? Unit.done() : access.toMoveInto(who, to).then(ref -> known(source, ref));
  }

  private Outcome<Unit> known(QueueRef source, QueueRef target) {
    if (target.equals(source)) {
      return Outcome.refused(new Refusal.RedriveToItself(target.name()));
    }
    return catalog.find(target).isPresent()
        ? Unit.done()
        : Outcome.refused(new Refusal.NoSuchQueue(target.name()));
  }

  private Outcome<RedriveJob> begin(QueueRef source, RedrivePlan plan) {
    return store
        .lastSequence(source)
        .map(end -> Outcome.done(begin(source, plan, end)))
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchQueue(source.name())));
  }

  private RedriveJob begin(QueueRef source, RedrivePlan plan, long end) {
    var id = new JobId("job_" + ids.next());
    var job = new RedriveJob(id, source, plan, 0, end, 0, 0, now(), null, null);
    jobs.save(job);
    run(job);
    return job;
  }

  @Override
  public Outcome<RedriveJob> job(Principal who, JobId id) {
    return access
        .toDescribe(who, id)
        .then(
            tenant ->
                jobs.find(tenant, id)
                    .filter(job -> access.mayDescribe(who, job.source().name()))
                    .map(Outcome::done)
                    .orElseGet(() -> Outcome.refused(new Refusal.NoSuchJob())));
  }

  /// Goes on with the jobs that an earlier process left unfinished.
  public void resumeUnfinished() {
    jobs.unfinished().forEach(this::run);
  }

  /// Until [#close], takes over jobs of other processes that made no progress between two looks:
  /// those processes have ended.
  public void watchOver() {
    threads.execute(this::takeOver);
  }

  private void takeOver() {
    try {
      var before = Set.<RedriveJob>of();
      while (!closing.await(look.toNanos(), TimeUnit.NANOSECONDS)) {
        before = takeOver(before);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<RedriveJob> takeOver(Set<RedriveJob> before) {
    try {
      var elsewhere = new HashSet<>(jobs.unfinished());
      elsewhere.removeIf(job -> running.contains(job.id()));
      elsewhere.stream().filter(before::contains).forEach(this::run);
      return elsewhere;
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "cannot look for abandoned redrives while the store is out", outage);
      return Set.of();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Begins no further step. The jobs stay unfinished; they have not failed.
  public void stop() {
    closing.countDown();
    threads.shutdown();
  }

  /// After [#stop], waits for the steps under way, for at most `limit`. A step is counted only when
  /// its progress can still be saved.
  public void awaitSteps(Duration limit) {
    try {
      if (!threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.log(Level.WARNING, "a step of a redrive did not end; what it moved is not counted");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops, and waits for 15 s at most.
  @Override
  public void close() {
    stop();
    awaitSteps(PATIENCE);
  }

  /// How many jobs this process works on now.
  int running() {
    return running.size();
  }

  private void run(RedriveJob job) {
    if (running.add(job.id())) {
      try {
        threads.execute(() -> workOff(job));
      } catch (RejectedExecutionException closed) {
        running.remove(job.id()); // it is kept, and goes on elsewhere or later
      }
    }
  }

  private void workOff(RedriveJob begun) {
    try {
      var job = begun;
      RedriveJob next = null;
      while (job.finishedAt() == null) {
        var pause = AFTER_OUTAGE;
        try {
          var source = source(job);
          if (source.isEmpty()) {
            return;
          }
          // A step whose progress could not be saved is not taken again.
          next = next == null ? step(source.get(), job) : next;
          if (!keep(job, next)) {
            LOG.log(Level.INFO, "another process goes on with redrive {0}", job.id().value());
            return;
          }
          pause = pace(job.plan(), next.moved() - job.moved());
          job = next;
          next = null;
        } catch (StoreException outage) {
          LOG.log(Level.WARNING, "a redrive waits for its store", outage);
        }
        if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      running.remove(begun.id());
    }
  }

  /// Saves `next` as the job's progress. Answers whether it is what is stored now: an earlier
  /// attempt may have succeeded although its answer got lost.
  private boolean keep(RedriveJob job, RedriveJob next) {
    return jobs.advance(job, next)
        || jobs.find(job.source().tenant(), job.id()).filter(next::equals).isPresent();
  }

  /// The queue that the job may move messages out of now; empty when it may not. It stays
  /// unfinished then, and [#watchOver] tries again, unless its tenant was removed.
  private Optional<QueueRef> source(RedriveJob job) {
    return switch (access.toMove(job)) {
      case Outcome.Done<QueueRef>(var source) -> Optional.of(source);
      case Outcome.Refused<QueueRef>(Refusal.NoSuchTenant _) -> {
        boolean unused = keep(job, job.finished(now(), "the tenant was removed"));
        yield Optional.empty();
      }
      case Outcome.Refused<QueueRef>(var refusal) -> {
        LOG.log(Level.INFO, "redrive {0} may not go on now: {1}", job.id().value(), refusal);
        yield Optional.empty();
      }
    };
  }

  private RedriveJob step(QueueRef source, RedriveJob job) {
    var plan = job.plan();
    long left = plan.max() == null ? Long.MAX_VALUE : plan.max() - job.moved();
    if (left <= 0 || job.cursor() >= job.end()) {
      return job.finished(now(), null);
    }
    int atOnce = plan.ratePerSecond() == null ? STEP : Math.min(STEP, plan.ratePerSecond());
    var step = new QueueStore.RedriveStep(job.cursor(), job.end(), (int) Math.min(left, atOnce));
    return switch (store.redrive(source, plan, step)) {
      case QueueStore.Redriven(long cursor, long moved, long kept) ->
          job.advanced(cursor, moved, kept);
      case QueueStore.NoSuchQueue _ ->
          job.finished(now(), "the queue, or the one to move to, was removed");
    };
  }

  private static Duration pace(RedrivePlan plan, long moved) {
    return plan.ratePerSecond() == null
        ? Duration.ZERO
        : Duration.ofNanos(moved * 1_000_000_000L / plan.ratePerSecond());
  }
}
