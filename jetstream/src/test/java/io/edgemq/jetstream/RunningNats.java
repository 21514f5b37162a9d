package io.edgemq.jetstream;

/// A launched nats-server.
sealed interface RunningNats permits NatsProcess, NatsContainer {
  /// Launches the binary if there is one, otherwise the image. The server does not serve yet when
  /// this returns.
  static RunningNats launch(NatsServer.Setup setup) {
    var process = NatsProcess.launch(setup);
    return process.isPresent() ? process.get() : NatsContainer.launch(setup);
  }

  /// Whether it is running.
  boolean isAlive();

  /// SIGKILL, and returns once it is gone.
  void kill();

  /// SIGSTOP: it is there and does nothing.
  void stop();

  /// SIGCONT: it goes on.
  void proceed();
}
