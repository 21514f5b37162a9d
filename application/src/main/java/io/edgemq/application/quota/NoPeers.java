package io.edgemq.application.quota;

import io.edgemq.ports.out.PeerUsage;
import java.util.Collection;
import java.util.List;

/// Of a process that hears nobody.
final class NoPeers implements PeerUsage {
  @Override
  public void report(Report own) {}

  @Override
  public Collection<Report> others() {
    return List.of();
  }
}
