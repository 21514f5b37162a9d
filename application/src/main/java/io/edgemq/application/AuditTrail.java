package io.edgemq.application;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.AuditLog;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/// Writes down what is done, before it is done: what cannot be written down is not done.
public final class AuditTrail {
  private final AuditLog log;
  private final AuditLog.Sealer sealer;
  private final InstantSource clock;

  public AuditTrail(AuditLog log, AuditLog.Sealer sealer, InstantSource clock) {
    this.log = log;
    this.sealer = sealer;
    this.clock = clock;
  }

  /// The outcome of `work`, which is written down first. When it is refused or fails nevertheless,
  /// a second entry says so.
  ///
  /// @throws io.edgemq.domain.StoreException when an entry cannot be written; without the first one
  ///     `work` is not begun
  <T> Outcome<T> during(AuditedAction action, Supplier<Outcome<T>> work) {
    write(action, AuditRecord.Outcome.DONE);
    Outcome<T> outcome;
    try {
      outcome = work.get();
    } catch (RuntimeException failure) {
      failed(action, failure);
      throw failure;
    }
    return switch (outcome) {
      case Outcome.Done<T> _ -> outcome;
      case Outcome.Refused<T>(var why) -> refuse(action, why);
    };
  }

  private void failed(AuditedAction action, RuntimeException failure) {
    try {
      write(action, AuditRecord.Outcome.FAILED);
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
  }

  /// Refuses what was not begun, and writes that down.
  ///
  /// @throws io.edgemq.domain.StoreException when the entry cannot be written
  <T> Outcome<T> refuse(AuditedAction action, Refusal why) {
    write(
        action,
        why instanceof Refusal.InsufficientScope
            ? AuditRecord.Outcome.DENIED
            : AuditRecord.Outcome.FAILED);
    return Outcome.refused(why);
  }

  /// Writes an entry. What cannot be written now can be later, whatever kept it: the caller may try
  /// again. A full store and a damaged log stay what they are.
  ///
  /// @throws StoreException when it cannot be written
  void write(AuditedAction action, AuditRecord.Outcome outcome) {
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      var unused = log.append(action.record(at, outcome), sealer);
    } catch (StoreException.Full | StoreException.Damaged lasting) {
      throw lasting;
    } catch (StoreException outage) {
      throw new StoreException.Unavailable(
          "the audit cannot be written, so nothing is done", outage);
    }
  }
}
