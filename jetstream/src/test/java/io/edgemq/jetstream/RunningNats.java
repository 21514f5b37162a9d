package io.edgemq.jetstream;

/// A nats-server that was launched, however.
sealed interface RunningNats permits NatsProcess, NatsContainer {
  /// Launches one: the binary where there is one, else its image. It does not serve yet when this
  /// returns.
  static RunningNats launch(NatsServer.Setup setup) {
    var process = NatsProcess.launch(setup);
    return process.isPresent() ? process.get() : NatsContainer.launch(setup);
  }

  /// Whether it has not ended.
  boolean isAlive();

  /// SIGKILL, and returns once it is gone.
  void kill();

  /// SIGSTOP: it is there and does nothing.
  void stop();

  /// SIGCONT: it goes on.
  void proceed();
}
