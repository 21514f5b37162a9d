package io.edgemq.testkit;

/// A store under test, open and empty at first. An adapter's tests implement it and hand a new one
/// to each contract test (`open()`); the test closes it. For one thread, but for the ports.
public interface StoreHarness extends AutoCloseable {
  /// The ports of the store as it is open now; those of before a [#reopen] are closed.
  StorePorts ports();

  /// Closes the store as a process that ends does, and opens it over what is left: everything when
  /// it is durable, nothing otherwise.
  void reopen();

  /// The clock that the store was given, over reopenings too.
  TestTime time();

  /// What the store promises.
  Guarantees guarantees();

  /// Closes the store and removes what it kept; again does nothing.
  @Override
  void close();
}
