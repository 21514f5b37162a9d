package io.edgemq.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;

/// The figures of the process itself.
final class ProcessMetrics {
  private static final int KEPT_FREE = 256;

  private ProcessMetrics() {}

  /// How many connections the process may hold at once: what the operating system allows it to
  /// open, less what everything else needs; -1 when that is unknown. Helidon stops for good when it
  /// cannot accept a connection for lack of a descriptor, so it must not come to that.
  static int maxConnections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Math.clamp(unix.getMaxFileDescriptorCount() - KEPT_FREE, KEPT_FREE, Integer.MAX_VALUE)
        : -1;
  }

  /// Lets `registry` show them.
  static void bind(MeterRegistry registry, ClientConnections connections) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("edgemq.http.connections", connections, ClientConnections::count)
        .description("Open connections")
        .register(registry);
  }
}
