package io.edgemq.http;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.Traffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps the traffic as Prometheus counters. The first [#TENANTS] tenants have series of
/// their own; all others share those of the tenant `other`, so that tenants cannot fill the memory
/// of the monitoring system.
public final class MicrometerTraffic implements Traffic {
  /// How many tenants have series of their own.
  public static final int TENANTS = 100;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<TenantId, Series> tenants = new ConcurrentHashMap<>();
  private final AtomicInteger named = new AtomicInteger();
  private final Series other;
  private final Map<SlowPolicy, Counter> slow = new EnumMap<>(SlowPolicy.class);

  public MicrometerTraffic(MeterRegistry registry) {
    this.registry = registry;
    this.other = new Series(registry, OTHER);
    for (var policy : SlowPolicy.values()) {
      slow.put(
          policy,
          Counter.builder("edgemq.slow.readers")
              .description("Streams whose readers took less than came")
              .tag("policy", policy.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  @Override
  public void stored(Channel channel, TenantId tenant, int messages, long bytes) {
    of(tenant).stored(channel).add(messages, bytes);
  }

  @Override
  public void delivered(Channel channel, TenantId tenant, int messages, long bytes) {
    of(tenant).delivered(channel).add(messages, bytes);
  }

  @Override
  public void streamOpened(TenantId tenant) {
    of(tenant).streams.incrementAndGet();
  }

  @Override
  public void streamClosed(TenantId tenant) {
    of(tenant).streams.decrementAndGet();
  }

  @Override
  public void fellBehind(SlowPolicy policy) {
    Objects.requireNonNull(slow.get(policy)).increment();
  }

  private Series of(TenantId tenant) {
    var known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    if (named.get() >= TENANTS) {
      return other;
    }
    return tenants.computeIfAbsent(
        tenant, id -> named.incrementAndGet() > TENANTS ? other : new Series(registry, id.value()));
  }

  /// One tenant's figures.
  private static final class Series {
    private final Map<Channel, Flow> stored = new EnumMap<>(Channel.class);
    private final Map<Channel, Flow> delivered = new EnumMap<>(Channel.class);
    final AtomicInteger streams = new AtomicInteger();

    Series(MeterRegistry registry, String tenant) {
      for (var channel : Channel.values()) {
        stored.put(channel, new Flow(registry, "stored", channel, tenant));
        delivered.put(channel, new Flow(registry, "delivered", channel, tenant));
      }
      Gauge.builder("edgemq.streams.open", streams, AtomicInteger::get)
          .description("Open streams")
          .tag("tenant", tenant)
          .register(registry);
    }

    Flow stored(Channel channel) {
      return Objects.requireNonNull(stored.get(channel));
    }

    Flow delivered(Channel channel) {
      return Objects.requireNonNull(delivered.get(channel));
    }
  }

  /// Messages and their bytes in one direction through one channel.
  private static final class Flow {
    private final Counter messages;
    private final Counter bytes;

    Flow(MeterRegistry registry, String direction, Channel channel, String tenant) {
      var counted = Counter.builder("edgemq.messages." + direction).description("Messages");
      var sized =
          Counter.builder("edgemq.payload.bytes." + direction).description("Bytes of payload");
      messages = register(counted, registry, channel, tenant);
      bytes = register(sized, registry, channel, tenant);
    }

    private static Counter register(
        Counter.Builder counter, MeterRegistry registry, Channel channel, String tenant) {
      return counter
          .tag("channel", channel.name().toLowerCase(Locale.ROOT))
          .tag("tenant", tenant)
          .register(registry);
    }

    void add(int count, long size) {
      messages.increment(count);
      bytes.increment((double) size);
    }
  }
}
