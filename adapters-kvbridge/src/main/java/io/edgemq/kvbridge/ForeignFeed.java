package io.edgemq.kvbridge;

import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.BucketFeed;
import java.time.Duration;

/// The writes of a foreign bucket, as they were captured. What is told is captured no more.
///
/// @param captured the stream that has them
record ForeignFeed(WriteReader reader, StreamClient captured) implements BucketFeed {
  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    return reader.next(max, wait);
  }

  @Override
  public void trim(long mark) {
    captured.purgeBefore(mark + 1);
  }

  @Override
  public void close() {
    reader.close();
  }
}
