package io.edgemq.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Writes to a connection and tells since when: a client that reads nothing would hold its thread
/// and its socket for ever.
final class ClientWriter implements DataWriter {
  private final Transport transport;
  private final DataWriter delegate;
  private final ClientTimeouts timeouts;
  private final InboundWindow window;
  private volatile long since;
  private volatile boolean answering;

  /// @param window hears what is written
  ClientWriter(Transport transport, ClientTimeouts timeouts, InboundWindow window) {
    this.transport = transport;
    this.delegate = transport.writer();
    this.timeouts = timeouts;
    this.window = window;
  }

  /// Says that nothing more is written.
  void finish() {
    since = timeouts.now();
    try {
      transport.finish();
    } finally {
      since = 0;
    }
  }

  /// When the write began that is under way ([ClientTimeouts#now]); 0 when none is.
  long since() {
    return since;
  }

  /// Whether anything of the answer to the present request is written. Interim answers do not
  /// count; Helidon writes them with `writeNow`.
  boolean hasAnswered() {
    return answering;
  }

  /// The answer is complete.
  void answered() {
    answering = false;
  }

  @Override
  public void write(BufferData... buffers) {
    answering = true;
    since = timeouts.now();
    try {
      delegate.write(buffers);
    } finally {
      since = 0;
    }
  }

  @Override
  public void write(BufferData buffer) {
    window.written(buffer);
    answering = true;
    since = timeouts.now();
    try {
      delegate.write(buffer);
    } finally {
      since = 0;
    }
  }

  @Override
  public void writeNow(BufferData... buffers) {
    since = timeouts.now();
    try {
      delegate.writeNow(buffers);
    } finally {
      since = 0;
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    window.written(buffer);
    since = timeouts.now();
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
