package io.edgemq.application;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Traffic;

/// Counts nothing.
class NoTraffic implements Traffic {
  @Override
  public void stored(Channel channel, TenantId tenant, int messages, long bytes) {}

  @Override
  public void delivered(Channel channel, TenantId tenant, int messages, long bytes) {}

  @Override
  public void streamOpened(TenantId tenant) {}

  @Override
  public void fellBehind(SlowPolicy policy) {}

  @Override
  public void streamClosed(TenantId tenant) {}
}
