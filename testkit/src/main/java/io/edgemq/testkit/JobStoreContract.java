package io.edgemq.testkit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.JobId;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.TenantId;
import org.junit.jupiter.api.Test;

/// Background jobs are kept, with how far they have come.
public abstract class JobStoreContract extends StoreContract {
  private static final RedrivePlan PLAIN = new RedrivePlan(null, null, null);

  private static JobId id(int number) {
    return new JobId("job_" + "%024d".formatted(number));
  }

  private static RedriveJob job(int number, TenantId tenant, RedrivePlan plan) {
    var source = new QueueRef(tenant, new QueueName("dead"));
    var createdAt = TestTime.START.plusMillis(number);
    return new RedriveJob(id(number), source, plan, 0, 100, 0, 0, createdAt, null, null);
  }

  private static RedriveJob job(int number) {
    return job(number, TENANT, PLAIN);
  }

  @Test
  void a_job_is_found_as_it_was_saved() {
    var unusual = job(2, TENANT, new RedrivePlan(new QueueName("to.fifo"), 1L << 40, 7));
    ports().jobs().save(job(1));
    ports().jobs().save(unusual);

    assertThat(ports().jobs().find(TENANT, id(1))).contains(job(1));
    assertThat(ports().jobs().find(TENANT, id(2))).contains(unusual);
    assertThat(ports().jobs().find(TENANT, id(3))).isEmpty();
  }

  @Test
  void a_later_state_takes_the_place_of_an_earlier_one() {
    ports().jobs().save(job(1));
    var advanced = job(1).advanced(50, 30, 5);

    ports().jobs().save(advanced);

    assertThat(ports().jobs().find(TENANT, id(1))).contains(advanced);
    assertThat(ports().jobs().unfinished()).containsExactly(advanced);
  }

  @Test
  void a_job_advances_from_where_it_is() {
    ports().jobs().save(job(1));
    var advanced = job(1).advanced(50, 30, 5);

    assertThat(ports().jobs().advance(job(1), advanced)).isTrue();

    assertThat(ports().jobs().find(TENANT, id(1))).contains(advanced);
    assertThat(ports().jobs().unfinished()).containsExactly(advanced);
  }

  @Test
  void a_job_that_another_process_advanced_does_not() {
    ports().jobs().save(job(1));
    var theirs = job(1).advanced(50, 30, 5);
    ports().jobs().advance(job(1), theirs);

    assertThat(ports().jobs().advance(job(1), job(1).advanced(60, 40, 5))).isFalse();
    assertThat(ports().jobs().advance(job(2), job(2).advanced(60, 40, 5))).isFalse();

    assertThat(ports().jobs().find(TENANT, id(1))).contains(theirs);
    assertThat(ports().jobs().find(TENANT, id(2))).isEmpty();
  }

  @Test
  void nobody_sees_the_job_of_another_tenant() {
    ports().jobs().save(job(1));

    assertThat(ports().jobs().find(new TenantId("other"), id(1))).isEmpty();
  }

  @Test
  void unfinished_jobs_of_all_tenants_are_listed_oldest_first() {
    var theirs = job(2, new TenantId("other"), PLAIN);
    ports().jobs().save(job(3));
    ports().jobs().save(theirs);
    ports().jobs().save(job(1));
    ports().jobs().save(job(4).finished(TestTime.START, "no such queue"));

    assertThat(ports().jobs().unfinished()).containsExactly(job(1), theirs, job(3));
  }

  @Test
  void a_finished_job_is_kept_for_a_day() {
    var finished = job(1).finished(TestTime.START.plusSeconds(1), "no such queue");
    ports().jobs().save(finished);
    ports().jobs().save(job(2));

    pass(ofDays(1));
    ports().jobs().save(job(3));
    assertThat(ports().jobs().find(TENANT, id(1))).contains(finished);

    pass(ofHours(1));
    ports().jobs().save(job(4));
    assertThat(ports().jobs().find(TENANT, id(1))).isEmpty();
    assertThat(ports().jobs().unfinished()).containsExactly(job(2), job(3), job(4));
  }

  @Test
  void jobs_are_there_after_a_reopening() {
    var advanced = job(1).advanced(50, 30, 5);
    ports().jobs().save(advanced);

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(ports().jobs().find(TENANT, id(1))).contains(advanced);
        assertThat(ports().jobs().unfinished()).containsExactly(advanced);
      }
      case VOLATILE -> assertThat(ports().jobs().unfinished()).isEmpty();
    }
  }
}
