package io.edgemq.application.quota;

import io.edgemq.ports.out.PeerUsage;
import io.edgemq.ports.out.PeerUsage.Report;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Tells the other processes what this one is used for, and hears them: five times a second while
/// something happens, and once a second when nothing does.
public final class UsageReports implements AutoCloseable {
  /// How often something is told at most.
  static final Duration TICK = Duration.ofMillis(200);

  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(UsageReports.class.getName());

  private final TenantQuotas quotas;
  private final PeerUsage peers;
  private final String process;
  private final LongSupplier nanoTime;
  private final CountDownLatch closing = new CountDownLatch(1);
  private Report last = new Report("", Map.of(), Map.of());
  private long lastAt;

  /// @param process the id of this process, made at its start
  /// @param nanoTime as [System#nanoTime]
  public UsageReports(TenantQuotas quotas, PeerUsage peers, String process, LongSupplier nanoTime) {
    this.quotas = quotas;
    this.peers = peers;
    this.process = process;
    this.nanoTime = nanoTime;
    this.lastAt = nanoTime.getAsLong() - QUIET.toNanos();
  }

  /// Begins; once.
  public void start() {
    Thread.ofVirtual().name("usage-reports").start(this::run);
  }

  private void run() {
    try {
      while (!closing.await(TICK.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          tick();
        } catch (RuntimeException bug) {
          LOG.log(Level.ERROR, "what tenants use was not told; it is told again", bug);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tells what is new, if it is time to, and hears the others.
  void tick() {
    quotas.refresh();
    var now = quotas.report(process);
    boolean isNews = !now.wanted().isEmpty() || !now.equals(last);
    if (isNews || nanoTime.getAsLong() - lastAt >= QUIET.toNanos()) {
      peers.report(now);
      last = now;
      lastAt = nanoTime.getAsLong();
    }
  }

  /// Ends it.
  @Override
  public void close() {
    closing.countDown();
  }
}
