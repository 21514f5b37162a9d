package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeoutException;

/// Small messages between the processes that are connected now, over a subject that no stream
/// stores (core NATS). A message may be lost. After an outage it goes on by itself. For any number
/// of threads.
///
/// A thread of its own hands messages to the client library, and the next one only after the server
/// has taken the last: the library would keep a great many for a server that hangs, and its callers
/// may have to wait for locks that are held while a socket is written to.
public final class Broadcast implements AutoCloseable {
  /// How many messages wait for the one that is on its way; the rest is dropped.
  private static final int MOST_WAITING = 16;

  /// How much may wait for a slow listener; the rest is dropped.
  private static final int MOST_HEARD = 4_096;

  private static final long MOST_HEARD_BYTES = 16L << 20;

  private final Connection connection;
  private final Duration timeout;
  private final Dispatcher dispatcher;
  private final String subject;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread speaking;

  /// Whoever hears what is said.
  public interface Listener {
    /// Called for each message, of this process too, by one thread at a time; in the order in which
    /// one process has said them. It must return soon and throw nothing.
    void hear(byte[] message);
  }

  private Broadcast(Cluster cluster, String subject, Listener listener) {
    this.connection = cluster.connection();
    this.timeout = cluster.timeout();
    this.subject = subject;
    this.dispatcher = connection.createDispatcher(message -> listener.hear(message.getData()));
    dispatcher.setPendingLimits(MOST_HEARD, MOST_HEARD_BYTES);
    this.speaking = Thread.ofVirtual().name("broadcast-" + subject).unstarted(this::speak);
  }

  /// Begins to listen. Who may not hear that subject hears nothing; the servers' log says so.
  ///
  /// @throws io.edgemq.domain.StoreException.Unavailable when the cluster was closed
  public static Broadcast open(Cluster cluster, String subject, Listener listener) {
    try {
      var broadcast = new Broadcast(cluster, subject, listener);
      var unused = broadcast.dispatcher.subscribe(subject);
      broadcast.speaking.start();
      return broadcast;
    } catch (IllegalStateException closed) {
      throw Failures.of(closed);
    }
  }

  /// Says `message` to all who listen; answers whether it may be on its way. It is dropped at once,
  /// without a wait, while the server is away or slow, and when it is larger than the server takes.
  public boolean say(byte[] message) {
    return connection.getStatus() == Connection.Status.CONNECTED
        && message.length <= connection.getMaxPayload()
        && speaking.isAlive()
        && waiting.offer(message);
  }

  private void speak() {
    try {
      while (connection.getStatus() != Connection.Status.CLOSED) {
        speak(waiting.take());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void speak(byte[] message) throws InterruptedException {
    try {
      connection.publish(subject, message);
      connection.flush(timeout);
    } catch (IllegalStateException | TimeoutException away) {
      waiting.clear(); // it is old when the server is back
    }
  }

  /// Stops listening. What waits is dropped.
  @Override
  public void close() {
    speaking.interrupt();
    try {
      connection.closeDispatcher(dispatcher);
    } catch (IllegalArgumentException | IllegalStateException over) {
      // The connection is closed already, and the dispatcher with it.
    }
  }
}
