package io.edgemq.kvbridge;

import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.BucketFeed;
import java.time.Duration;

/// The writes of a foreign bucket, as they were captured. What is told is captured no more.
final class ForeignFeed implements BucketFeed {
  private final WriteReader reader;
  private final StreamClient captured;
  private long trimmed;

  /// @param captured the stream that has them
  ForeignFeed(WriteReader reader, StreamClient captured) {
    this.reader = reader;
    this.captured = captured;
  }

  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    return reader.next(max, wait);
  }

  @Override
  public void trim(long mark) {
    if (mark > trimmed) {
      captured.purgeBefore(mark + 1);
      trimmed = mark;
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
