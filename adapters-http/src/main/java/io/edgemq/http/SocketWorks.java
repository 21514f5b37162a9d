package io.edgemq.http;

import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/// Ends what was received by on a socket. A failure of one leaves the others alone.
final class SocketWorks {
  private static final Logger LOG = System.getLogger(SocketWorks.class.getName());

  /// How many are closed at the same moment: each is a call of the store.
  private static final int AT_ONCE = 8;

  private SocketWorks() {}

  /// Closes one. Never throws.
  static void close(QueueWork work) {
    try {
      work.close();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a worker's messages were not given back", bug);
    }
  }

  /// Closes all, a few side by side, by the threads that this answers.
  static List<Thread> closeAll(List<QueueWork> works) {
    var threads = new ArrayList<Thread>(AT_ONCE);
    for (int i = 0; i < Math.min(AT_ONCE, works.size()); i++) {
      int first = i;
      threads.add(Thread.ofVirtual().name("socket-works").start(() -> closeEach(works, first)));
    }
    return threads;
  }

  private static void closeEach(List<QueueWork> works, int first) {
    for (int at = first; at < works.size(); at += AT_ONCE) {
      close(works.get(at));
    }
  }
}
