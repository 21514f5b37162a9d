package io.edgemq.application;

import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.out.StoreMonitor;
import java.util.concurrent.atomic.AtomicReference;

/// Whether this process can serve: it has started, is not shutting down, and its store answers.
public final class ProcessReadiness implements CheckReadiness {
  private final StoreMonitor monitor;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);

  public ProcessReadiness(StoreMonitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public Readiness readiness() {
    return switch (phase.get()) {
      case STARTING -> new Readiness.Starting();
      case DRAINING -> new Readiness.Draining();
      case SERVING ->
          switch (monitor.health()) {
            case StoreMonitor.Health.Up(var impairments) -> new Readiness.Ready(impairments);
            case StoreMonitor.Health.Down(String reason) -> new Readiness.StoreDown(reason);
          };
    };
  }

  /// From now on requests are taken, unless the process is shutting down already.
  public void serving() {
    boolean unused = phase.compareAndSet(Phase.STARTING, Phase.SERVING);
  }

  /// From now on no new work is taken.
  public void draining() {
    phase.set(Phase.DRAINING);
  }

  private enum Phase {
    STARTING,
    SERVING,
    DRAINING
  }
}
