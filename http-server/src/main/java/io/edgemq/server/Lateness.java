package io.edgemq.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells a client that its request comes too slowly (408), as long as it got no other answer. That
/// may take time, so a thread of its own does it: the connection's one waits for the client.
final class Lateness {
  private final ClientTimeouts timeouts;
  private final ClientWriter writer;
  private final Supplier<LateAnswer> unknown;
  private volatile @Nullable LateAnswer known;

  /// @param unknown makes the answer to a request of which too little is here
  Lateness(ClientTimeouts timeouts, ClientWriter writer, Supplier<LateAnswer> unknown) {
    this.timeouts = timeouts;
    this.writer = writer;
    this.unknown = unknown;
  }

  /// What the client is told from now on; null when nothing is known of its request.
  void answerWith(@Nullable LateAnswer answer) {
    known = answer;
  }

  /// Tells the client, and runs `gone` when it cannot be told. False when it has its answer, or
  /// sends again.
  boolean tell(Runnable gone) {
    if (writer.hasAnswered() || !timeouts.giveUp()) {
      return false;
    }
    Thread.ofVirtual().name("edgemq-http-late").start(() -> write(gone));
    return true;
  }

  private void write(Runnable gone) {
    var answer = known;
    try {
      writer.write((answer == null ? unknown.get() : answer).bytes());
    } catch (RuntimeException broken) {
      gone.run();
    }
  }
}
