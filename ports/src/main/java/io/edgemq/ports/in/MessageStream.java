package io.edgemq.ports.in;

import java.time.Duration;
import java.util.List;

/// A topic's messages from a cursor on, in order, each once, without end. For one thread at a time;
/// nothing is read ahead of it but a bounded mailbox, so a slow caller costs nobody but itself.
public interface MessageStream extends AutoCloseable {
  /// What comes next, waiting until there is something or `wait` has passed; empty after that.
  /// After a [StreamItem.Closed] there is nothing more.
  List<StreamItem> next(Duration wait) throws InterruptedException;

  /// Ends the stream and frees what it holds.
  @Override
  void close();
}
