package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.domain.audit.AuditRecord.Outcome;
import io.edgemq.ports.out.AuditLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Entries form one chain, are only ever added, and the head is where it ends.
public abstract class AuditLogContract extends StoreContract {
  private static final int MANY = 1_000;
  private static final Duration LONG = ofSeconds(60);
  private static final Duration SHORT = ofMillis(50);

  private AuditLog audit() {
    return ports().audit();
  }

  private AuditEntry append(int number) {
    return audit().append(AuditTexts.record(number), AuditTexts.SEALER);
  }

  private List<AuditEntry> append(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(this::append).toList();
  }

  @Test
  void nothing_was_done_at_first() throws InterruptedException {
    assertThat(audit().head()).isEmpty();
    assertThat(audit().after(0, MANY)).isEmpty();
    assertThat(audit().before(AuditLog.END, MANY)).isEmpty();
    assertThat(audit().await(0, ZERO)).isFalse();
  }

  @Test
  void an_entry_has_its_place_its_record_and_its_hash() {
    var first = append(1);
    var second = append(2);

    assertThat(first)
        .isEqualTo(
            new AuditEntry(
                1,
                AuditTexts.record(1),
                AuditTexts.SEALER.hash(AuditEntry.NO_HASH, 1, AuditTexts.record(1))));
    assertThat(second)
        .isEqualTo(
            new AuditEntry(
                2,
                AuditTexts.record(2),
                AuditTexts.SEALER.hash(first.hash(), 2, AuditTexts.record(2))));
    assertThat(audit().after(0, MANY)).containsExactly(first, second);
  }

  @Test
  void every_part_of_a_record_is_kept() {
    var plain =
        new AuditRecord(TestTime.START, "ops", "audit.read", "", null, "", Outcome.DONE, "");
    var full =
        new AuditRecord(
            TestTime.START.plusMillis(1),
            "ak_1",
            "key.revoke",
            "ak_2 Ünï \n '\"",
            TENANT,
            "2001:db8::1",
            Outcome.DENIED,
            "req_1");
    audit().append(plain, AuditTexts.SEALER);
    audit().append(full, AuditTexts.SEALER);

    assertThat(audit().after(0, MANY)).extracting(AuditEntry::what).containsExactly(plain, full);
  }

  @Test
  void the_head_is_at_the_last_entry() {
    var first = append(1);
    assertThat(audit().head())
        .contains(new AuditHead(1, first.hash(), AuditTexts.SEALER.seal(1, first.hash())));

    var second = append(2);

    assertThat(audit().head())
        .contains(new AuditHead(2, second.hash(), AuditTexts.SEALER.seal(2, second.hash())));
  }

  @Test
  void entries_are_read_forwards_in_pages() {
    var all = append(1, 5);

    assertThat(audit().after(0, 2)).isEqualTo(all.subList(0, 2));
    assertThat(audit().after(2, 2)).isEqualTo(all.subList(2, 4));
    assertThat(audit().after(4, 2)).isEqualTo(all.subList(4, 5));
    assertThat(audit().after(5, 2)).isEmpty();
    assertThat(audit().after(100, 2)).isEmpty();
  }

  @Test
  void entries_are_read_backwards_in_pages() {
    var all = append(1, 5).reversed();

    assertThat(audit().before(AuditLog.END, 2)).isEqualTo(all.subList(0, 2));
    assertThat(audit().before(4, 2)).isEqualTo(all.subList(2, 4));
    assertThat(audit().before(2, 2)).isEqualTo(all.subList(4, 5));
    assertThat(audit().before(1, 2)).isEmpty();
    assertThat(audit().before(100, 1)).isEqualTo(all.subList(0, 1));
  }

  @Test
  void many_who_append_at_once_make_one_chain_without_holes() {
    int threads = 8;
    int each = 25;
    var appending =
        IntStream.range(0, threads)
            .mapToObj(
                thread -> Background.start(() -> append(thread * each + 1, thread * each + each)))
            .toList();
    var answered = new ArrayList<AuditEntry>();
    appending.forEach(one -> answered.addAll(one.result()));

    var all = audit().after(0, MANY);

    assertThat(all)
        .extracting(AuditEntry::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, answered.size()).boxed().toList());
    assertThat(all).containsExactlyInAnyOrderElementsOf(answered);
    assertThat(new HashSet<>(all.stream().map(AuditEntry::what).toList())).hasSize(200);
    AuditTexts.assertWhole(all, audit().head().orElseThrow());
  }

  @Test
  void who_appended_reads_it() {
    for (int i = 1; i <= 50; i++) {
      var entry = append(i);

      assertThat(audit().after(i - 1L, 2)).containsExactly(entry);
      assertThat(audit().before(AuditLog.END, 1)).containsExactly(entry);
      assertThat(audit().head().orElseThrow().count()).isEqualTo(i);
    }
  }

  @Test
  void what_is_there_is_not_waited_for() throws InterruptedException {
    append(1, 2);

    assertThat(audit().await(0, ZERO)).isTrue();
    assertThat(audit().await(1, LONG)).isTrue();
    assertThat(audit().await(2, ZERO)).isFalse();
  }

  @Test
  void who_waits_is_woken_by_the_entry_behind() {
    append(1);
    var waiting = Background.startAndAwaitBlocked(() -> audit().await(1, LONG));

    append(2);

    assertThat(waiting.result()).isTrue();
  }

  @Test
  void who_waits_farther_ahead_waits_on() {
    var near = Background.startAndAwaitBlocked(() -> audit().await(0, LONG));
    var far = Background.startAndAwaitBlocked(() -> audit().await(1, LONG));

    append(1);
    assertThat(near.result()).isTrue();
    assertThat(far.hasEnded()).isFalse();
    append(2);

    assertThat(far.result()).isTrue();
  }

  @Test
  void a_wait_ends_in_vain() throws InterruptedException {
    append(1);
    long begin = System.nanoTime();

    assertThat(audit().await(1, SHORT)).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void who_is_interrupted_stops_waiting() {
    var waiting = Background.startAndAwaitBlocked(() -> audit().await(0, LONG));

    waiting.interrupt();

    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_closed_store_tells_those_who_wait() {
    var waiting = Background.startAndAwaitBlocked(() -> audit().await(0, LONG));

    store().close();

    assertThat(waiting.failure()).isInstanceOf(StoreException.Unavailable.class);
  }

  @Test
  void the_chain_goes_on_after_a_reopening() throws InterruptedException {
    var before = append(1, 3);
    var head = audit().head();

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(audit().after(0, MANY)).isEqualTo(before);
        assertThat(audit().head()).isEqualTo(head);
        assertThat(audit().await(2, ZERO)).isTrue();
        append(4);
        assertThat(audit().after(3, MANY)).hasSize(1);
      }
      case VOLATILE -> {
        assertThat(audit().after(0, MANY)).isEmpty();
        assertThat(audit().head()).isEmpty();
        append(1);
      }
    }
    AuditTexts.assertWhole(audit().after(0, MANY), audit().head().orElseThrow());
  }
}
