package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.ReadAudit.Filter;
import io.edgemq.ports.in.ReadAudit.Page;
import io.edgemq.ports.in.ReadAudit.Part;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AuditReadingTest extends ControlFixture {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AuditReading reading = new AuditReading(access, log);

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  private void write(String actor, String action, @Nullable TenantId tenant) {
    var by = new Actor(actor, FROM);
    trail.write(new AuditedAction(by, action, "x", tenant), AuditRecord.Outcome.DONE);
  }

  private static List<Long> sequences(List<AuditEntry> entries) {
    return entries.stream().map(AuditEntry::sequence).toList();
  }

  @Test
  void pages_go_from_the_newest_to_the_oldest() {
    for (int i = 0; i < 5; i++) {
      write("ops", "key.create", null);
    }

    var first = reading.page(Filter.NONE, AuditLog.END, 2);
    var second = reading.page(Filter.NONE, next(first), 2);
    var third = reading.page(Filter.NONE, next(second), 2);

    assertThat(sequences(first.entries())).containsExactly(5L, 4L);
    assertThat(sequences(second.entries())).containsExactly(3L, 2L);
    assertThat(sequences(third.entries())).containsExactly(1L);
    assertThat(third.next()).isNull();
    assertThat(reading.last()).isEqualTo(5);
  }

  private static long next(Page page) {
    var next = page.next();
    assertThat(next).isNotNull();
    return next == null ? 0 : next;
  }

  @Test
  void a_page_that_ends_with_the_first_entry_is_the_last() {
    write("ops", "key.create", null);
    write("ops", "key.create", null);

    assertThat(reading.page(Filter.NONE, AuditLog.END, 2).next()).isNull();
  }

  @Test
  void a_log_without_an_entry_has_one_empty_page() {
    assertThat(reading.page(Filter.NONE, AuditLog.END, 2)).isEqualTo(new Page(List.of(), null));
    assertThat(reading.last()).isZero();
  }

  @Test
  void a_filter_lets_through_what_fits_all_of_it() {
    write("ann", "key.create", null);
    write("ann", "key.revoke", null);
    now = now.plusSeconds(5);
    write("bob", "key.create", null);
    write("ann", "key.create", null);
    var end = AuditLog.END;

    var ann = reading.page(new Filter("ann", null, null), end, 9);
    var creates = reading.page(new Filter(null, "key.create", null), end, 9);
    var since = reading.page(new Filter(null, null, last().what().at()), end, 9);
    var all = reading.page(new Filter("ann", "key.create", last().what().at()), end, 9);

    assertThat(sequences(ann.entries())).containsExactly(4L, 2L, 1L);
    assertThat(sequences(creates.entries())).containsExactly(4L, 3L, 1L);
    assertThat(sequences(since.entries())).containsExactly(4L, 3L);
    assertThat(sequences(all.entries())).containsExactly(4L);
  }

  @Test
  void a_call_looks_at_a_bounded_part_and_says_where_to_go_on() {
    write("rare", "key.create", null);
    for (int i = 0; i < AuditReading.MOST_LOOKED_AT + 300; i++) {
      write("ops", "key.create", null);
    }
    var rare = new Filter("rare", null, null);

    var first = reading.page(rare, AuditLog.END, 1);

    assertThat(first.entries()).isEmpty();
    assertThat(first.next()).isEqualTo(302L);
    assertThat(log.looked).isEqualTo(AuditReading.MOST_LOOKED_AT);
    assertThat(sequences(reading.page(rare, next(first), 1).entries())).containsExactly(1L);
  }

  @Test
  void a_tenant_sees_what_is_about_itself() {
    var manager = caller(null, "manage");
    write("ops", "tenant.act", ACME);
    write("ops", "tenant.act", new TenantId("other"));
    write("ops", "invite.create", null);
    write("ann", "key.create", ACME);

    var all = value(reading.page(manager, Filter.NONE, AuditLog.END, 9));
    var some = value(reading.page(manager, new Filter("ops", null, null), AuditLog.END, 9));

    assertThat(sequences(all.entries())).containsExactly(4L, 1L);
    assertThat(sequences(some.entries())).containsExactly(1L);
  }

  @Test
  void who_may_not_manage_sees_nothing() {
    var other = caller(null, "publish:>");

    assertThat(refusal(reading.page(other, Filter.NONE, AuditLog.END, 9)))
        .isEqualTo(new Refusal.InsufficientScope("manage"));
  }

  @Test
  void who_follows_gets_what_is_there_at_once() throws Exception {
    write("ann", "a.b", null);
    write("bob", "a.b", null);

    var part = reading.follow(new Filter("ann", null, null), 0, LONG);

    assertThat(sequences(part.entries())).containsExactly(1L);
    assertThat(part.last()).isEqualTo(2);
  }

  @Test
  void who_follows_waits_for_what_the_filter_lets_through() throws Exception {
    write("bob", "a.b", null);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> reading.follow(new Filter("ann", null, null), 0, LONG));
      write("bob", "a.b", null);
      write("ann", "a.b", null);

      var part = answer.get(20, TimeUnit.SECONDS);

      assertThat(sequences(part.entries())).containsExactly(3L);
      assertThat(part.last()).isEqualTo(3);
    }
  }

  @Test
  void who_follows_learns_how_far_all_was_looked_at_when_nothing_comes() throws Exception {
    var seen = new ArrayList<Part>();
    write("bob", "a.b", null);

    seen.add(reading.follow(new Filter("ann", null, null), 0, Duration.ofMillis(20)));
    seen.add(reading.follow(Filter.NONE, 1, Duration.ZERO));

    assertThat(seen).containsExactly(new Part(List.of(), 1), new Part(List.of(), 1));
  }
}
