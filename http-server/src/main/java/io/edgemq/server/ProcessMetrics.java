package io.edgemq.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;

/// The figures of the process itself.
final class ProcessMetrics {
  private static final int MOST_KEPT = 256;
  private static final int TO_GROW = 64;
  private static final int FEWEST = 16;
  private static final int MOST_CONNECTIONS = Integer.MAX_VALUE - ConnectionLimit.SURPLUS;

  private ProcessMetrics() {}

  /// How many connections the process may serve at once: what the operating system allows it to
  /// open, less what everything else needs and the surplus that is accepted to be refused. Helidon
  /// stops for good when it cannot accept a connection for lack of a descriptor, so it must not
  /// come to that.
  static int connectionsAllowed() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long all = unix.getMaxFileDescriptorCount();
      long kept =
          Math.max(Math.min(all / 4, MOST_KEPT), unix.getOpenFileDescriptorCount() + TO_GROW);
      return Math.clamp(all - kept - ConnectionLimit.SURPLUS, FEWEST, MOST_CONNECTIONS);
    }
    return MOST_CONNECTIONS;
  }

  /// Lets `registry` show them.
  static void bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }
}
