package io.edgemq.nats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.PeerUsage.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a process makes of the reports that it hears.
class NatsPeerUsageTest {
  private static final TenantId ACME = new TenantId("acme");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it wraps around
  private final NatsPeerUsage usage = new NatsPeerUsage(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Report report(String process, long wanted) {
    return new Report(process, Map.of("acme", wanted, "acme/ak_1", 3L), Map.of(ACME, 2));
  }

  private void hear(Report report) {
    usage.hear(ReportFormat.write(report));
  }

  @Test
  void the_latest_report_of_each_process_counts_the_oldest_first() {
    hear(report("two", 1));
    pass(Duration.ofMillis(200));
    hear(report("one", 2));
    pass(Duration.ofMillis(200));
    hear(report("two", 3));

    assertThat(usage.others()).containsExactly(report("one", 2), report("two", 3));
  }

  @Test
  void a_report_holds_for_two_seconds() {
    hear(report("two", 1));

    pass(Duration.ofMillis(PeerUsage.HOLDS_MILLIS));
    assertThat(usage.others()).containsExactly(report("two", 1));
    pass(Duration.ofNanos(1));

    assertThat(usage.others()).isEmpty();
  }

  @Test
  void what_a_process_has_said_itself_is_left_out() {
    hear(report("one", 1)); // as it comes back before anybody knows whose it is

    usage.report(report("one", 2));
    hear(report("one", 2));

    assertThat(usage.others()).isEmpty();
  }

  @Test
  void a_report_that_cannot_be_sent_is_dropped_and_counted() {
    usage.report(report("one", 1));

    assertThat(usage.unsaid()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\u0001",
        "{\"process\":\"two\",\"wanted\":{}}",
        "{\"process\":\"\",\"wanted\":{},\"connections\":{}}",
        "{\"process\":2,\"wanted\":{},\"connections\":{}}",
        "{\"process\":\"two\",\"wanted\":[],\"connections\":{}}",
        "{\"process\":\"two\",\"wanted\":{\"acme\":-1},\"connections\":{}}",
        "{\"process\":\"two\",\"wanted\":{\"acme\":1.5},\"connections\":{}}",
        "{\"process\":\"two\",\"wanted\":{\"acme\":\"1\"},\"connections\":{}}",
        "{\"process\":\"two\",\"wanted\":{},\"connections\":{\"acme\":4294967296}}",
        "{\"process\":\"two\",\"wanted\":{},\"connections\":{\"a b\":1}}"
      })
  void what_is_no_report_is_passed_over_and_counted(String text) {
    usage.hear(text.getBytes(StandardCharsets.UTF_8));

    assertThat(usage.others()).isEmpty();
    assertThat(usage.passedOver()).isEqualTo(1);
  }

  @Test
  void a_newer_process_may_say_more() {
    var text =
        "{\"process\":\"two\",\"wanted\":{\"acme\":7},\"connections\":{\"acme\":2},\"more\":[1]}";

    usage.hear(text.getBytes(StandardCharsets.UTF_8));

    assertThat(usage.others())
        .containsExactly(new Report("two", Map.of("acme", 7L), Map.of(ACME, 2)));
  }

  @Test
  void reports_of_more_processes_than_a_deployment_has_are_not_kept() {
    for (int i = 0; i < NatsPeerUsage.MOST_PROCESSES + 10; i++) {
      hear(report("process-" + i, i));
    }
    assertThat(usage.others()).hasSize(NatsPeerUsage.MOST_PROCESSES);

    pass(Duration.ofSeconds(3));
    hear(report("late", 1));

    assertThat(usage.others()).containsExactly(report("late", 1));
  }
}
