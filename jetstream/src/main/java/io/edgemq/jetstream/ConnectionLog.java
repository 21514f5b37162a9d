package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.ErrorListener;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Logs what the client library reports about one connection. While no server is there it tries
/// several times a second, and reports each attempt; the log has the beginning, a line a minute and
/// the end. Failures of calls go to their callers.
final class ConnectionLog implements ErrorListener {
  private static final System.Logger LOG = System.getLogger(ConnectionLog.class.getName());
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  private final OutageLog outage;
  private @Nullable String lastError;
  private long lastErrorAt;

  ConnectionLog(int number) {
    this.outage = new OutageLog("connection edgemq-" + number + " to the cluster");
  }

  /// Called for each event of the connection.
  void happened(Events event) {
    switch (event) {
      case DISCONNECTED -> outage.report("disconnected");
      case CONNECTED, RECONNECTED -> {
        outage.end();
        LOG.log(System.Logger.Level.DEBUG, "nats {0}", event);
      }
      case CLOSED, RESUBSCRIBED, DISCOVERED_SERVERS ->
          LOG.log(System.Logger.Level.DEBUG, "nats {0}", event);
      case LAME_DUCK -> LOG.log(System.Logger.Level.INFO, "a server is about to stop");
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    var level = isNews(error) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    LOG.log(level, "nats error {0}", error);
  }

  /// Whether the error differs from the last one, or that is a minute ago.
  private synchronized boolean isNews(String error) {
    long now = System.nanoTime();
    if (Objects.equals(error, lastError) && now - lastErrorAt < EVERY_NANOS) {
      return false;
    }
    lastError = error;
    lastErrorAt = now;
    return true;
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    LOG.log(System.Logger.Level.DEBUG, "nats exception", exception);
  }
}
