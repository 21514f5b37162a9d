package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.JobId;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.out.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class RedrivesTest extends QueueFixture {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void a_redrive_moves_dead_letters_home_and_counts_them() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(250);
    sending.send(demo, DEAD, message("of unknown origin"));
    try (var redrives = redrives()) {
      var job = value(redrives.redrive(demo, DEAD, new RedrivePlan(null, null, null)));

      await().atMost(PATIENCE).until(() -> finished(redrives, job));

      var done = value(redrives.job(demo, job.id()));
      assertThat(done.moved()).isEqualTo(250);
      assertThat(done.kept()).isEqualTo(1);
      assertThat(done.failure()).isNull();
      assertThat(value(queues.describe(demo, JOBS)).counts().ready()).isEqualTo(250);
    }
  }

  @Test
  void a_redrive_that_was_cut_off_goes_on_with_the_next_start() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(20);
    RedriveJob job;
    try (var redrives = redrives()) {
      job = value(redrives.redrive(demo, DEAD, new RedrivePlan(null, null, 1)));
      await().atMost(PATIENCE).until(() -> value(redrives.job(demo, job.id())).moved() > 0);
    }
    assertThat(store.jobs().unfinished()).hasSize(1);
    store.jobs().save(withoutRate(store.jobs().unfinished().getFirst()));

    try (var redrives = redrives()) {
      redrives.resumeUnfinished();

      await().atMost(PATIENCE).until(() -> finished(redrives, job));
      assertThat(value(redrives.job(demo, job.id())).moved()).isEqualTo(20);
    }
  }

  /// Keeps progress only when it is told to.
  private record Hesitant(JobStore jobs, CountDownLatch asked, CountDownLatch may)
      implements JobStore {
    @Override
    public boolean advance(RedriveJob expected, RedriveJob next) {
      asked.countDown();
      try {
        may.await();
      } catch (InterruptedException stopped) {
        throw new AssertionError(stopped);
      }
      return jobs.advance(expected, next);
    }

    @Override
    public void save(RedriveJob job) {
      jobs.save(job);
    }

    @Override
    public Optional<RedriveJob> find(TenantId tenant, JobId id) {
      return jobs.find(tenant, id);
    }

    @Override
    public List<RedriveJob> unfinished() {
      return jobs.unfinished();
    }
  }

  @Test
  void what_a_step_moved_is_counted_before_the_end() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(150);
    var hesitant = new Hesitant(store.jobs(), new CountDownLatch(1), new CountDownLatch(1));
    var redrives = redrives(hesitant);
    var job = value(redrives.redrive(demo, DEAD, new RedrivePlan(null, null, null)));
    hesitant.asked().await();

    var end = new CompletableFuture<Long>();
    var closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  redrives.close();
                  end.complete(value(redrives.job(demo, job.id())).moved());
                });
    await()
        .atMost(PATIENCE)
        .until(() -> closer.getState() == Thread.State.TIMED_WAITING || end.isDone());
    hesitant.may().countDown();

    assertThat(end.get()).isEqualTo(100);
    assertThat(store.jobs().unfinished()).hasSize(1);
  }

  @Test
  void a_redrive_of_a_process_that_ended_is_taken_over() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(3);
    RedriveJob job;
    try (var ended = redrives()) {
      job = value(ended.redrive(demo, DEAD, new RedrivePlan(null, null, 1)));
      await().atMost(PATIENCE).until(() -> value(ended.job(demo, job.id())).moved() > 0);
    }

    try (var other = redrives()) {
      other.watchOver();

      await().atMost(PATIENCE).until(() -> finished(other, job));
      assertThat(value(other.job(demo, job.id())).moved()).isEqualTo(3);
    }
  }

  @Test
  void a_redrive_that_another_process_goes_on_with_is_left_to_it() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(20);
    try (var redrives = redrives()) {
      var job = value(redrives.redrive(demo, DEAD, new RedrivePlan(null, null, 1)));
      await().atMost(PATIENCE).until(() -> value(redrives.job(demo, job.id())).moved() > 0);

      var theirs = job.advanced(job.end(), 777, 0);
      store.jobs().save(theirs);
      redrives.watchOver();

      await().atMost(PATIENCE).until(() -> finished(redrives, job));
      assertThat(value(redrives.job(demo, job.id())).moved()).isEqualTo(777);
    }
  }

  @Test
  void a_redrive_of_a_tenant_that_is_not_served_waits_until_it_is() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 5)));
    sendAndReject(3);
    try (var redrives = redrives()) {
      var job = value(redrives.redrive(demo, DEAD, new RedrivePlan(null, null, 1)));
      await().atMost(PATIENCE).until(() -> value(redrives.job(demo, job.id())).moved() > 0);
      suspended.add(demo.tenant());
      await().atMost(PATIENCE).until(() -> redrives.running() == 0);
      assertThat(store.jobs().unfinished()).hasSize(1);
      assertThat(refusal(redrives.job(demo, job.id()))).isEqualTo(SUSPENDED);

      suspended.clear();
      redrives.watchOver();

      await().atMost(PATIENCE).until(() -> finished(redrives, job));
      assertThat(value(redrives.job(demo, job.id())).moved()).isEqualTo(3);
    }
  }

  @Test
  void a_redrive_goes_to_another_queue_that_exists() {
    make(DEAD, config(QueueType.STANDARD, null));
    try (var redrives = redrives()) {
      assertThat(refusal(redrives.redrive(demo, DEAD, new RedrivePlan(DEAD, null, null))))
          .isEqualTo(new Refusal.RedriveToItself(DEAD));
      assertThat(refusal(redrives.redrive(demo, DEAD, new RedrivePlan(JOBS, null, null))))
          .isEqualTo(new Refusal.NoSuchQueue(JOBS));
    }
  }

  private static RedriveJob withoutRate(RedriveJob job) {
    return new RedriveJob(
        job.id(),
        job.source(),
        new RedrivePlan(null, null, null),
        job.cursor(),
        job.end(),
        job.moved(),
        job.kept(),
        job.createdAt(),
        null,
        null);
  }

  @Test
  void a_redrive_moves_no_more_than_it_may() throws Exception {
    make(DEAD, config(QueueType.STANDARD, null));
    make(JOBS, config(QueueType.STANDARD, null));
    for (int i = 0; i < 10; i++) {
      sending.send(demo, DEAD, message("m" + i));
    }
    try (var redrives = redrives()) {
      var job = value(redrives.redrive(demo, DEAD, new RedrivePlan(JOBS, 3L, null)));

      await().atMost(PATIENCE).until(() -> finished(redrives, job));

      assertThat(value(queues.describe(demo, JOBS)).counts().ready()).isEqualTo(3);
      assertThat(value(queues.describe(demo, DEAD)).counts().ready()).isEqualTo(7);
    }
  }

  private boolean finished(Redrives redrives, RedriveJob job) {
    return value(redrives.job(demo, job.id())).finishedAt() != null;
  }

  private void sendAndReject(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      sending.send(demo, JOBS, message("m" + i));
      var receipt = receive(JOBS, 1).getFirst().receipt();
      settle(new Order.Reject(receipt, DeadLetterReason.rejected("bad")));
    }
  }
}
