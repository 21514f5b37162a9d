package io.edgemq.jetstream;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What a process can be told from outside.
public enum Signal {
  /// It is there and does nothing.
  STOP,
  /// A stopped one goes on.
  CONT;

  /// Tells it to the process `pid`. Throws [IllegalStateException] when there is none.
  public void send(long pid) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start();
      int status = Processes.status(kill);
      if (status != 0) {
        throw new IllegalStateException("kill -" + name() + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
