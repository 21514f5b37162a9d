package io.edgemq.http;

import io.edgemq.server.WebSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A thread that sends over a socket what comes from a source, until either is over or begins to
/// end, or it is stopped. It is interrupted only while it waits: an interrupt within a write would
/// break the connection, which others use, too.
final class SocketSender {
  private static final Logger LOG = System.getLogger(SocketSender.class.getName());

  private final WebSocket socket;
  private final Source source;
  private final Owner owner;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Thread thread;
  private State state = State.NEW;
  private boolean stopped;

  /// What there is to send. Used by one thread at a time.
  interface Source {
    /// Waits for what comes next, for a while.
    ///
    /// @throws InterruptedException when the sender is stopped meanwhile
    void await() throws InterruptedException;

    /// Whether nothing comes after what has come.
    boolean isOver();

    /// Sends what has come, and lets go of it.
    ///
    /// @throws IOException when the client is gone
    void sendTo(WebSocket socket) throws IOException;

    /// Says that it failed, because of a bug, and is over.
    ///
    /// @throws IOException when the client is gone
    void failed(WebSocket socket) throws IOException;

    /// Frees what the source holds. Called once.
    void close();
  }

  /// What a sender belongs to. Called by the sender's thread.
  interface Owner {
    /// The client is gone: a write has failed.
    void clientIsGone();

    /// Nothing more is sent, and the source is closed. Called once, also by who stops a sender that
    /// has not begun.
    void ended();
  }

  private enum State {
    NEW,
    WAITING,
    SENDING,
    /// What is sent is the last.
    ENDING,
    ENDED
  }

  SocketSender(WebSocket socket, Source source, Owner owner) {
    this.socket = socket;
    this.source = source;
    this.owner = owner;
  }

  /// Begins, unless it was stopped before.
  synchronized void start() {
    if (!stopped) {
      state = State.SENDING;
      thread = Thread.ofVirtual().name("socket-sender").start(this::run);
    }
  }

  /// Makes it end soon: what has come is still sent, but not that it failed. Does not wait for
  /// that.
  synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    if (state == State.NEW) {
      end();
    } else if (state == State.WAITING && thread != null) {
      thread.interrupt();
    }
  }

  /// Waits until it has ended: then nothing more is sent.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /// Whether it ends by itself, and the client may know that already.
  synchronized boolean isEnding() {
    return state == State.ENDING || state == State.ENDED;
  }

  private void run() {
    try {
      while (waits()) {
        source.await();
        got();
        source.sendTo(socket);
      }
    } catch (InterruptedException asked) {
      // It was stopped.
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "a client is gone: cause={0}", gone.toString());
      got();
      owner.clientIsGone();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a socket's subscription failed", bug);
      if (!isStopped()) {
        fail();
      }
    } finally {
      got();
      end();
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void fail() {
    got();
    try {
      source.failed(socket);
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "a client is gone: cause={0}", gone.toString());
    }
  }

  /// Whether to wait for more.
  private synchronized boolean waits() {
    if (stopped || source.isOver() || socket.isClosing()) {
      return false;
    }
    state = State.WAITING;
    return true;
  }

  /// The wait is over, and from now on nobody interrupts.
  private synchronized void got() {
    var unused = Thread.interrupted();
    state = source.isOver() ? State.ENDING : State.SENDING;
  }

  private void end() {
    try {
      source.close();
    } finally {
      owner.ended();
      synchronized (this) {
        state = State.ENDED;
      }
      ended.countDown();
    }
  }
}
