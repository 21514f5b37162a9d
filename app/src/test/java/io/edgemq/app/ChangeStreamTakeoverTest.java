package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two control processes by mistake: one forwards, the other one waits for its end.
@Tag("slow")
@Tag("alone")
@Timeout(180)
final class ChangeStreamTakeoverTest {
  private static final String STANDBY = "edgemq_change_streams_standby";
  private static final Duration TAKEN_OVER = Duration.ofSeconds(10);

  @TempDir private Path directory;

  @Test
  void one_of_two_stands_by_and_takes_over_within_ten_seconds() throws Exception {
    try (var cluster = new KvCluster(directory);
        var second = cluster.control("second");
        var here = new ApiClient(cluster.control().uri("/"), "");
        var there = new ApiClient(second.uri("/"), "")) {
      var kv = cluster.kv();
      kv.makeTelling("b", "changes");
      var written = new ArrayList<Long>();
      for (int i = 0; i < 200; i++) {
        written.add(kv.put("b", "k" + i % 7, Integer.toString(i)));
      }
      cluster.awaitTold("changes", 200);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> PushCluster.figure(here, STANDBY) + PushCluster.figure(there, STANDBY) == 1);
      boolean isFirstLeading = PushCluster.figure(here, STANDBY) == 0;
      var leading = isFirstLeading ? cluster.control() : second;
      var waiting = isFirstLeading ? second : cluster.control();
      assertThat(waiting.output()).contains("change streams: standing by");
      assertThat(leading.output()).doesNotContain("change streams: standing by");

      for (int i = 0; i < 200; i++) {
        written.add(kv.put("b", "k" + i % 7, Integer.toString(i)));
      }
      leading.kill();
      long killed = System.nanoTime();
      written.add(kv.put("b", "k", "while nobody leads"));

      await()
          .atMost(TAKEN_OVER)
          .until(() -> Told.last(cluster.client(), "changes") >= written.size());
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(TAKEN_OVER);
      assertThat(PushCluster.figure(isFirstLeading ? there : here, STANDBY)).isZero();
      written.add(kv.put("b", "k", "afterwards"));
      cluster.awaitTold("changes", written.size());
      assertThat(Told.in(cluster.client(), "changes"))
          .extracting(Told::revision)
          .containsExactlyElementsOf(written);
    }
  }
}
