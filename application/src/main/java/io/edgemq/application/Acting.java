package io.edgemq.application;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.domain.audit.Origin;
import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.TenantStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Writes down the calls that are made for tenants by others, and those that need an admin token
/// and have none. What was refused beyond a few calls of an address is summed up when its minute is
/// over, by a thread of its own.
public final class Acting implements ActForTenants, AutoCloseable {
  private static final Logger LOG = System.getLogger(Acting.class.getName());
  private static final String ACT = "tenant.act";
  private static final String DENIED = "admin.call";
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final TenantStore tenants;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final DeniedCalls denied = new DeniedCalls();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  public Acting(TenantStore tenants, AuditTrail trail, InstantSource clock) {
    this.tenants = tenants;
    this.trail = trail;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("audit-sums").unstarted(this::run);
  }

  /// Begins to sum up; once.
  public void start() {
    thread.start();
  }

  @Override
  public Outcome<Principal> act(Operator operator, TenantId tenant, Origin from, String call) {
    var action = new AuditedAction(new Actor(operator.name(), from), ACT, call, tenant);
    if (Tenants.known(tenants, tenant).isEmpty()) {
      return trail.refuse(action, new Refusal.NoSuchTenant());
    }
    trail.write(action, AuditRecord.Outcome.DONE);
    return Outcome.done(Principal.of(operator, tenant));
  }

  @Override
  public void act(Principal support, Origin from, String call) {
    var actor = AuditedAction.actor(support, from);
    trail.write(new AuditedAction(actor, ACT, call, support.tenant()), AuditRecord.Outcome.DONE);
  }

  @Override
  public void refused(String actor, Origin from, String call) {
    sumUp(denied.turn(clock.instant()));
    if (denied.isSingle(from.address())) {
      deny(new AuditedAction(new Actor(actor, from), DENIED, call, null));
    }
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        sumUp(denied.turn(clock.instant()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sumUp(List<DeniedCalls.Sum> sums) {
    for (var sum : sums) {
      var nobody = new Actor("", new Origin(sum.address(), ""));
      deny(new AuditedAction(nobody, DENIED, sum.calls() + " more calls", null));
    }
  }

  private void deny(AuditedAction action) {
    try {
      trail.write(action, AuditRecord.Outcome.DENIED);
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a refused call is not in the audit", outage);
    }
  }

  /// Sums up what there is.
  @Override
  public void close() {
    closing.countDown();
    sumUp(denied.end());
  }
}
