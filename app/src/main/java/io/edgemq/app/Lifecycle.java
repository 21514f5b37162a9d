package io.edgemq.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/// Runs a server from its start to the signal that ends it.
final class Lifecycle {
  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());

  private final ServerConfig config;

  Lifecycle(ServerConfig config) {
    this.config = config;
  }

  /// Starts the server and greets the operator. Returns after SIGTERM or SIGINT, once the server
  /// has drained. Throws [StartException] when it cannot start.
  void runUntilStopped() throws InterruptedException {
    var stopping = new CountDownLatch(1);
    var server = EdgeMq.start(config);
    var ending =
        new Thread(
            () -> {
              server.close();
              LOG.log(Level.INFO, "stopped");
              stopping.countDown();
            },
            "shutdown");
    try {
      Runtime.getRuntime().addShutdownHook(ending);
    } catch (IllegalStateException endingAlready) {
      server.close();
      return;
    }
    new Greeting(System.out, config).print(server);
    server.ready();
    stopping.await();
  }
}
