package io.edgemq.ports.in;

import java.time.Duration;
import java.util.List;

/// A topic's messages, or a bucket's entries, from a cursor on, in order, each once, without end.
/// For one thread at a time.
/// Only a bounded mailbox is read ahead of it, so a slow caller delays nobody else.
public interface MessageStream extends AutoCloseable {
  /// From now on, what is in memory for the caller takes up `room`: what waits for it, and what a
  /// call of [#next] gave it, until the following call. Little is not counted. A stream that finds
  /// no room waits for it, and ends when that takes too long.
  void keepIn(Room room);

  /// The next items. Waits until there is one or `wait` has passed; then a [StreamItem.Passed], or
  /// none when the reader knows. Nothing follows a
  /// [StreamItem.Closed]. An outage of the store is told as one.
  ///
  /// @throws InterruptedException when the thread is interrupted while it waits
  List<StreamItem> next(Duration wait) throws InterruptedException;

  /// Ends the stream and frees what it holds.
  @Override
  void close();
}
