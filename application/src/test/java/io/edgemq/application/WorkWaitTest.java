package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What ends the wait of a worker.
@Timeout(60)
final class WorkWaitTest extends WorkFixture {
  @Test
  void a_message_ends_the_wait() throws Exception {
    try (var work = work(1)) {
      var result = waiting(work);

      send(1);

      assertThat(sequences(value(soon(result)))).containsExactly(1L);
    }
  }

  @Test
  void a_settlement_ends_the_wait_for_credit() throws Exception {
    send(2);
    try (var work = work(1)) {
      var first = next(work).getFirst();
      var result = waiting(work);

      value(ack(first));

      assertThat(sequences(value(soon(result)))).containsExactly(2L);
    }
  }

  @Test
  void more_credit_ends_the_wait_for_it() throws Exception {
    send(2);
    try (var work = work(1)) {
      next(work);
      var result = waiting(work);

      value(work.credit(2));

      assertThat(sequences(value(soon(result)))).containsExactly(2L);
    }
  }

  @Test
  void a_lease_that_runs_out_ends_the_wait_for_credit() throws Exception {
    send(1);
    try (var work = work(1)) {
      next(work);
      var result = waiting(work);

      clock.advance(LEASE);

      assertThat(value(soon(result)).getFirst().attempt()).isEqualTo(2);
    }
  }

  @Test
  void the_wait_for_credit_ends_in_time() throws Exception {
    send(2);
    try (var work = work(1)) {
      next(work);
      long begin = System.nanoTime();

      assertThat(value(work.next(Duration.ofMillis(2100)))).isEmpty();

      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(2100), Duration.ofSeconds(10));
    }
  }

  @Test
  void a_shutdown_ends_the_wait_and_nothing_more_is_leased() throws Exception {
    try (var idle = work(1);
        var busy = work(1)) {
      var forMessages = waiting(idle);
      send(1);
      soon(forMessages);
      var forCredit = waiting(idle);
      var other = waiting(busy);

      waits.endAll();
      send(1);

      assertThat(refusal(soon(forCredit))).isEqualTo(new Refusal.Draining());
      assertThat(refusal(soon(other))).isEqualTo(new Refusal.Draining());
      assertThat(refusal(busy.next(LONG))).isEqualTo(new Refusal.Draining());
    }
  }

  @Test
  void a_revoked_key_ends_the_wait() throws Exception {
    send(1);
    try (var idle = work(1);
        var full = work(1)) {
      next(full);
      var forMessages = waiting(idle);
      var forCredit = waiting(full);
      store.keys().revoke(demo.tenant(), demo.actor(), clock.instant());

      calls.refresh(demo.key().orElseThrow());

      assertThat(refusal(soon(forMessages))).isEqualTo(new Refusal.KeyRevoked());
      assertThat(refusal(soon(forCredit))).isEqualTo(new Refusal.KeyRevoked());
      assertThat(refusal(idle.next(SHORT))).isEqualTo(new Refusal.KeyRevoked());
    }
  }

  @Test
  void a_key_that_expires_ends_the_wait() throws Exception {
    send(1);
    var end = clock.instant().plusMillis(300);
    var soon = new Principal(demo.tenant(), new Principal.Key("soon"), Scopes.EVERYTHING, end);
    TestKeys.with(store.keys(), soon);
    try (var full = work(soon, 1);
        var idle = work(soon, 1)) {
      next(full);

      assertThat(refusal(full.next(LONG))).isEqualTo(new Refusal.KeyExpired());
      assertThat(refusal(idle.next(LONG))).isEqualTo(new Refusal.KeyExpired());
    }
  }

  @Test
  void a_suspended_tenant_gets_nothing_more() throws Exception {
    send(2);
    try (var work = work(1)) {
      suspended.add(demo.tenant());

      assertThat(refusal(work.next(LONG))).isEqualTo(SUSPENDED);
    }
  }

  @Test
  void closing_ends_the_wait_and_a_message_that_comes_then_is_not_touched() throws Exception {
    send(1);
    var idle = work(1);
    var full = work(1);
    next(full);
    var forMessages = waiting(idle);
    var forCredit = waiting(full);

    idle.close();
    full.close();

    assertThat(value(soon(forMessages))).isEmpty();
    assertThat(value(soon(forCredit))).isEmpty();
    assertThat(value(idle.next(LONG))).isEmpty();
    assertThat(receive(JOBS, 1).getFirst().attempt()).isEqualTo(2);
  }
}
