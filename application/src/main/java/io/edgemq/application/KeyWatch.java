package io.edgemq.application;

import io.edgemq.domain.KeyRef;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.KeyDirectory;

/// Ends the open calls of this process whose key is revoked, in any process. When the store is out
/// it waits, calls go on meanwhile, and then it looks after every key that has a call.
public final class KeyWatch implements AutoCloseable {
  private final ChangeWatch<KeyRef> watch;

  public KeyWatch(KeyDirectory keys, OpenCalls calls) {
    this.watch =
        new ChangeWatch<>(
            "key-watch",
            new ChangeWatch.Listener<>() {
              @Override
              public Changes<KeyRef> changes() {
                return keys.changes();
              }

              @Override
              public void changed(KeyRef key) {
                calls.refresh(key);
              }

              @Override
              public void anyChanged() {
                calls.refreshAll();
              }
            });
  }

  /// Begins to watch; once.
  public void start() {
    watch.start();
  }

  /// Ends the watching.
  @Override
  public void close() {
    watch.close();
  }
}
