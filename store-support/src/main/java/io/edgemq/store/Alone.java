package io.edgemq.store;

import io.edgemq.ports.out.PeerUsage;
import java.util.Collection;
import java.util.List;

/// The peers of a process whose store no other process has open: there are none.
public final class Alone implements PeerUsage {
  /// Tells nobody.
  @Override
  public void report(Report own) {
    // There is nobody who could hear it.
  }

  /// Nothing.
  @Override
  public Collection<Report> others() {
    return List.of();
  }
}
