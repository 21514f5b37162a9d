package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every adapter is ended with SIGTERM and started again, one after the other, while clients send,
/// receive, publish and read. They are to see nothing but connections that end: no answer of 4xx or
/// 5xx that they did not deserve, none cut short, no timeout. Two rounds, or
/// `-Dedgemq.restart.rounds=N`. Logs stay in `target/rolling-restart`.
@Tag("cluster")
final class RollingRestartTest {
  private static final int ROUNDS = Integer.getInteger("edgemq.restart.rounds", 2);
  private static final Duration PEACE = Duration.ofSeconds(1);

  /// What a client sees when nobody listens, and when the other end has closed a connection at rest
  /// just before it was used.
  private static final List<String> RECONNECTS =
      List.of("ConnectException", "header parser received no bytes", "Connection reset");

  /// The exit status of a process that SIGTERM ended.
  private static final int SIGTERM = 128 + 15;

  @Test
  void clients_see_nothing_but_a_reconnect() throws Exception {
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
              + "%d streams, %d of them ended with the word to come again%n",
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
      // every stream but the last of each reader
      assertThat(load.toldToComeAgain()).isPositive().isEqualTo(load.streams() - Load.READERS);
    }
  }
}
