package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Ends every adapter with SIGTERM and starts it again, one after the other, while clients send,
/// receive, publish and read. The clients may only see connections that end: no 4xx or 5xx for a
/// correct request, no truncated answer, no timeout. Two rounds, or `-Dedgemq.restart.rounds=N`.
/// Logs stay in `target/rolling-restart`.
@Tag("cluster")
final class RollingRestartTest {
  private static final int ROUNDS = Integer.getInteger("edgemq.restart.rounds", 2);
  private static final Duration PEACE = Duration.ofSeconds(1);

  /// The errors that a client sees when no server listens, or when the server closed an idle
  /// connection just before the client used it.
  private static final List<String> RECONNECTS =
      List.of("ConnectException", "header parser received no bytes", "Connection reset");

  /// The exit status after SIGTERM.
  private static final int SIGTERM = 128 + 15;

  @Test
  void clients_see_only_a_reconnect() throws Exception {
    var directory = Path.of("target", "rolling-restart", Long.toString(System.nanoTime()));
    Files.createDirectories(directory);
    try (var installation = new Installation(directory.toAbsolutePath());
        var client = installation.client()) {
      var load = new Load(client, new Random());
      load.start();
      Rotation.rest(PEACE);
      for (int round = 0; round < ROUNDS; round++) {
        for (var adapter : installation.adapters()) {
          assertThat(adapter.terminate())
              .as("exit status of %s", adapter.name())
              .isEqualTo(SIGTERM);
          adapter.start();
          Rotation.rest(PEACE);
        }
      }
      load.drain();

      System.out.printf(
          "rolling restart: %d restarts, %d calls answered, not answered %s; "
              + "%d streams, %d of them ended with a request to reconnect%n",
          ROUNDS * installation.adapters().size(),
          client.answered(),
          client.breaks(),
          load.streams(),
          load.toldToComeAgain());
      assertThat(client.refusals()).isEmpty();
      assertThat(client.breaks().keySet())
          .allSatisfy(each -> assertThat(RECONNECTS).anyMatch(each::contains));
      assertThat(load.failures()).isEmpty();
      assertThat(load.violations()).isEmpty();
      assertThat(load.standard().figures().acknowledged()).isPositive();
      assertThat(load.fifo().figures().acknowledged()).isPositive();
      // every stream except the last of each reader
      assertThat(load.toldToComeAgain()).isPositive().isEqualTo(load.streams() - Load.READERS);
    }
  }
}
