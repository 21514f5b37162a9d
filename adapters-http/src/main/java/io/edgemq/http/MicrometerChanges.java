package io.edgemq.http;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.ChangeTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Keeps what change streams tell as Prometheus figures, of all tenants together.
public final class MicrometerChanges implements ChangeTraffic {
  private final Counter told;
  private final Counter lost;

  public MicrometerChanges(MeterRegistry registry) {
    this.told =
        Counter.builder("edgemq.change.streams.told")
            .description("Writes to buckets that were forwarded to topics")
            .register(registry);
    this.lost =
        Counter.builder("edgemq.change.streams.lost")
            .description("Writes to buckets that topics were told of as a gap")
            .register(registry);
  }

  @Override
  public void told(TenantId tenant, long messages) {
    told.increment((double) messages);
  }

  @Override
  public void lost(TenantId tenant, long revisions) {
    lost.increment((double) revisions);
  }
}
