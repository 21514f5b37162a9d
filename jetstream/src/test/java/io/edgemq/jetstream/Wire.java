package io.edgemq.jetstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A loopback port that forwards to another one, and can be cut. Then nothing passes in either
/// direction, and neither end is told, as when a cable is pulled. Data under way arrives after
/// mending, unless an end has given up by then.
public final class Wire implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> nears = ConcurrentHashMap.newKeySet();
  private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
  private final ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mended = lock.newCondition();
  private boolean cut;

  /// A wire to `target`, which need not listen yet.
  public Wire(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pumps.execute(this::accept);
  }

  /// The address of its near end.
  public int port() {
    return listener.getLocalPort();
  }

  /// Cuts the wire.
  public void cut() {
    lock.lock();
    try {
      cut = true;
    } finally {
      lock.unlock();
    }
  }

  /// Mends the wire; delayed data passes, too.
  public void mend() {
    lock.lock();
    try {
      cut = false;
      mended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Closes all connections at the ends that opened them; the other ends do not notice and go on
  /// sending into nowhere.
  void hangUpHalf() throws IOException {
    forgotten.addAll(sockets);
    for (var near : List.copyOf(nears)) {
      near.close();
    }
  }

  private void awaitWhole() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (cut) {
        mended.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var near = listener.accept();
        sockets.add(near);
        nears.add(near);
        pumps.execute(() -> connect(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    var far = new Socket();
    sockets.add(far);
    try {
      awaitWhole();
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      pumps.execute(() -> pump(far, near));
      pump(near, far);
    } catch (IOException refused) {
      drop(near, far);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      drop(near, far);
    }
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[BUFFER];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitWhole();
        out.write(buffer, 0, count);
      }
      awaitWhole(); // nor does the end of a connection pass through a cut wire
    } catch (IOException ended) {
      // Either end hung up: so does the other.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    drop(from, to);
  }

  private void drop(Socket near, Socket far) {
    if (forgotten.contains(near) || forgotten.contains(far)) {
      return; // the other end is to notice nothing until this is closed
    }
    nears.remove(near);
    nears.remove(far);
    try (near;
        far) {
      sockets.remove(near);
      sockets.remove(far);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      pumps.shutdownNow();
      for (var socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pumps.close();
  }
}
