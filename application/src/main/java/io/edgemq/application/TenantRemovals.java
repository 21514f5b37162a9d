package io.edgemq.application;

import io.edgemq.domain.Paging;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.TenantStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Removes what removed tenants had, in the background, one tenant after another. It looks for such
/// tenants at its start, when it is told of one, and now and then: so what a crash or an outage has
/// interrupted goes on, and what a call made while its tenant was removed goes too.
public final class TenantRemovals implements AutoCloseable {
  /// How often it looks by itself, unless told otherwise.
  public static final Duration LOOK = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(TenantRemovals.class.getName());
  private static final int PAGE = 100;

  /// How long [#close] waits for the step under way.
  private static final Duration STOP = Duration.ofSeconds(5);

  private final TenantStore tenants;
  private final TenantRemoval removal;
  private final Duration look;
  private final Semaphore due = new Semaphore(0);
  private final Thread thread;

  /// Those that have had nothing since then, by [System#nanoTime].
  private final Map<TenantId, Long> empty = new HashMap<>();

  /// Those that had nothing for as long as lies between two looks of its own: no call that was
  /// under way when it was removed can have made anything since. They are not looked at again by
  /// this process.
  private final Set<TenantId> over = new HashSet<>();

  private volatile boolean closing;

  /// @param look how often to look by itself
  public TenantRemovals(TenantStore tenants, TenantRemoval removal, Duration look) {
    this.tenants = tenants;
    this.removal = removal;
    this.look = look;
    this.thread = Thread.ofVirtual().name("tenant-removals").unstarted(this::run);
  }

  /// Begins to look; once.
  public void start() {
    thread.start();
  }

  /// Revokes the keys of a tenant that was removed just now, and has the rest removed after that.
  /// Nothing is done for those keys anyway: what cannot be revoked now is revoked with the rest.
  void begin(TenantId deleted) {
    try {
      boolean unused = removal.revokeKeys(deleted);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "the keys of a removed tenant are revoked later", outage);
    }
    due.release();
  }

  private void run() {
    try {
      while (!closing) {
        lookForAll();
        if (due.tryAcquire(look.toNanos(), TimeUnit.NANOSECONDS)) {
          int unused = due.drainPermits();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookForAll() {
    try {
      String after = null;
      do {
        var page = tenants.list(new Paging(after, PAGE));
        for (var tenant : page.items()) {
          if (closing) {
            return;
          }
          if (tenant.state() == Tenant.State.DELETED && !over.contains(tenant.id())) {
            remove(tenant.id());
          }
        }
        after = page.next();
      } while (after != null);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "what removed tenants had is removed later", outage);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "what removed tenants had could not be removed", bug);
    }
  }

  private void remove(TenantId deleted) {
    if (removal.remove(deleted, () -> closing)) {
      empty.remove(deleted);
      return;
    }
    long now = System.nanoTime();
    if (now - empty.computeIfAbsent(deleted, _ -> now) >= look.toNanos()) {
      empty.remove(deleted);
      over.add(deleted);
    }
  }

  /// Stops after the step under way. What is left is removed after the next start.
  @Override
  public void close() {
    closing = true;
    due.release();
    try {
      if (thread.isAlive() && !thread.join(STOP)) {
        LOG.log(Level.WARNING, "a removal did not end in time; it goes on after the next start");
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
