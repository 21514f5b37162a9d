package io.edgemq.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Writes to a connection and lets it be known since when: a client that reads nothing would hold
/// its thread and its socket for ever.
final class LinkWriter implements DataWriter {
  private final DataWriter delegate;
  private volatile long since;

  LinkWriter(DataWriter delegate) {
    this.delegate = delegate;
  }

  /// When the write began that is under way, in nanoseconds of [System#nanoTime]; 0 when none is.
  long since() {
    return since;
  }

  @Override
  public void write(BufferData... buffers) {
    since = System.nanoTime();
    try {
      delegate.write(buffers);
    } finally {
      since = 0;
    }
  }

  @Override
  public void write(BufferData buffer) {
    since = System.nanoTime();
    try {
      delegate.write(buffer);
    } finally {
      since = 0;
    }
  }

  @Override
  public void writeNow(BufferData... buffers) {
    since = System.nanoTime();
    try {
      delegate.writeNow(buffers);
    } finally {
      since = 0;
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    since = System.nanoTime();
    try {
      delegate.writeNow(buffer);
    } finally {
      since = 0;
    }
  }

  @Override
  public void flush() {
    delegate.flush();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
