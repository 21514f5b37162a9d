package io.edgemq.application.quota;

/// A stream or socket of a tenant, counted until it is closed.
public interface OpenConnection extends AutoCloseable {
  /// Counts it no more. To close it again does nothing.
  @Override
  void close();
}
