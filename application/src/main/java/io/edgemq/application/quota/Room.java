package io.edgemq.application.quota;

/// Room for messages that are about to be stored. Close it when the store has answered, whatever it
/// said: from then on what is stored counts by itself.
@FunctionalInterface
public interface Room extends AutoCloseable {
  /// Gives it back.
  @Override
  void close();
}
