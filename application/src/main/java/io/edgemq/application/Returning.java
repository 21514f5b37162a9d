package io.edgemq.application;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.out.QueueStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Gives back what a worker has left unsettled, and what never reached it. An interrupt waits until
/// that is done: a store may take it for an outage.
record Returning(QueueStore store, QueueRef queue) {
  private static final Logger LOG = System.getLogger(Returning.class.getName());

  /// How many leases one call of the store ends.
  private static final int AT_ONCE = 100;

  /// Each message can be received again at once, if the lease is still its receiver's. What the
  /// store does not take comes back when its lease ends.
  void giveBack(List<LeaseHandle> handles) {
    inParts(handles, this::nack);
  }

  /// As [#giveBack], but the messages count as never received.
  void unreceive(List<LeaseHandle> handles) {
    inParts(handles, part -> store.unreceive(queue, part));
  }

  private static void inParts(List<LeaseHandle> handles, Consumer<List<LeaseHandle>> call) {
    boolean interrupted = Thread.interrupted();
    try {
      for (int from = 0; from < handles.size(); from += AT_ONCE) {
        call.accept(handles.subList(from, Math.min(handles.size(), from + AT_ONCE)));
      }
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a worker's leases were not given back", outage);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void nack(List<LeaseHandle> handles) {
    var settlements =
        handles.stream()
            .<Settlement>map(handle -> new Settlement.Nack(handle, Duration.ZERO))
            .toList();
    var unused = store.settle(queue, settlements);
  }
}
