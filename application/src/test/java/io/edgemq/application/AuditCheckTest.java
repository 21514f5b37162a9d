package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.application.AuditCheck.Bad;
import io.edgemq.application.AuditCheck.Fault;
import io.edgemq.application.AuditCheck.Good;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AuditCheckTest {
  private static final int COUNT = 1203;
  private static final AuditRecord RECORD =
      new AuditRecord(
          Instant.ofEpochMilli(5),
          "ops",
          "key.create",
          "ak_1",
          new TenantId("acme"),
          "192.0.2.1",
          AuditRecord.Outcome.DONE,
          "r1");

  private final AuditSealer sealer = sealer(0);
  private final FakeAuditLog log = new FakeAuditLog();

  private static AuditSealer sealer(int first) {
    var key = new byte[ReceiptSigner.KEY_BYTES];
    key[0] = (byte) first;
    return new AuditSealer(new DeploymentKey(key));
  }

  @BeforeEach
  void write() {
    for (int i = 0; i < COUNT; i++) {
      log.append(RECORD, sealer);
    }
  }

  private AuditCheck.Result check() {
    return AuditCheck.of(AuditCheck.Source.of(log), sealer);
  }

  private void edit(int sequence, AuditRecord what) {
    log.entries.set(sequence - 1, new AuditEntry(sequence, what, entry(sequence).hash()));
  }

  private AuditEntry entry(int sequence) {
    return log.entries.get(sequence - 1);
  }

  static Stream<AuditRecord> others() {
    var r = RECORD;
    var at = r.at().plusMillis(1);
    var by = "ops2";
    var to = new TenantId("acme2");
    var failed = AuditRecord.Outcome.FAILED;
    return Stream.of(
        new AuditRecord(
            at, r.actor(), r.action(), r.target(), r.tenant(), r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), by, r.action(), r.target(), r.tenant(), r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), "a.b", r.target(), r.tenant(), r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), "ak_2", r.tenant(), r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), r.target(), to, r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), r.target(), null, r.address(), r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), r.target(), r.tenant(), "::1", r.outcome(), "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), r.target(), r.tenant(), r.address(), failed, "r1"),
        new AuditRecord(
            r.at(), r.actor(), r.action(), r.target(), r.tenant(), r.address(), r.outcome(), ""),
        // the same letters, divided otherwise
        new AuditRecord(
            r.at(), "op", "skey.create", "ak_1", r.tenant(), r.address(), r.outcome(), "r1"));
  }

  @Test
  void what_nobody_has_changed_is_good() {
    assertThat(check()).isEqualTo(new Good(COUNT));
  }

  @Test
  void what_was_never_written_is_good() {
    var none = new FakeAuditLog();

    assertThat(AuditCheck.of(AuditCheck.Source.of(none), sealer)).isEqualTo(new Good(0));
  }

  @ParameterizedTest
  @MethodSource("others")
  void an_entry_that_says_anything_else_is_found(AuditRecord other) {
    edit(777, other);

    assertThat(check()).isEqualTo(new Bad(777, Fault.EDITED_ENTRY));
  }

  @Test
  void an_entry_that_was_taken_out_is_found() {
    log.entries.remove(600);

    assertThat(check()).isEqualTo(new Bad(601, Fault.MISSING_ENTRY));
  }

  @Test
  void a_beginning_that_was_cut_off_is_found() {
    log.entries.removeFirst();

    assertThat(check()).isEqualTo(new Bad(1, Fault.MISSING_ENTRY));
  }

  @Test
  void a_tail_that_was_cut_off_is_found() {
    log.entries.subList(1000, COUNT).clear();

    assertThat(check()).isEqualTo(new Bad(1001, Fault.MISSING_TAIL));
  }

  @Test
  void a_log_that_was_emptied_is_found() {
    log.entries.clear();

    assertThat(check()).isEqualTo(new Bad(1, Fault.MISSING_TAIL));
  }

  @Test
  void a_head_that_fits_a_tail_that_was_cut_off_is_found_by_its_seal() {
    log.entries.subList(1000, COUNT).clear();
    var end = entry(1000);
    log.head = new AuditHead(1000, end.hash(), sealer(1).seal(1000, end.hash()));

    assertThat(check()).isEqualTo(new Bad(1000, Fault.WRONG_SEAL));
  }

  @Test
  void a_head_that_is_gone_is_found() {
    log.head = null;

    assertThat(check()).isEqualTo(new Bad(1, Fault.MISSING_HEAD));
  }

  @Test
  void a_chain_that_was_made_anew_is_found_by_the_head() {
    var hash = AuditEntry.NO_HASH;
    for (int i = 1; i <= COUNT; i++) {
      var what = i == 2 ? others().toList().getFirst() : RECORD;
      hash = sealer.hash(hash, i, what);
      log.entries.set(i - 1, new AuditEntry(i, what, hash));
    }

    assertThat(check()).isEqualTo(new Bad(COUNT, Fault.OTHER_HEAD));
  }

  @Test
  void entries_behind_the_head_are_found() {
    var head = log.head;
    log.append(RECORD, sealer);
    log.head = head;

    assertThat(check()).isEqualTo(new Bad(COUNT + 1, Fault.BEHIND_HEAD));
  }

  @Test
  void a_log_that_grows_meanwhile_is_good() {
    var looks = new AtomicInteger();
    var growing =
        new AuditCheck.Source() {
          @Override
          public List<AuditEntry> after(long sequence, int limit) {
            if (looks.incrementAndGet() <= 5) {
              log.append(RECORD, sealer);
            }
            return log.after(sequence, limit);
          }

          @Override
          public Optional<AuditHead> head() {
            return log.head();
          }
        };

    assertThat(AuditCheck.of(growing, sealer)).isEqualTo(new Good(COUNT + 5));
  }

  @Test
  void a_log_that_begins_meanwhile_is_good() {
    var fresh = new FakeAuditLog();
    var beginning =
        new AuditCheck.Source() {
          @Override
          public List<AuditEntry> after(long sequence, int limit) {
            if (fresh.entries.isEmpty()) {
              fresh.append(RECORD, sealer);
            }
            return fresh.after(sequence, limit);
          }

          @Override
          public Optional<AuditHead> head() {
            return fresh.head();
          }
        };

    assertThat(AuditCheck.of(beginning, sealer)).isEqualTo(new Good(1));
  }
}
