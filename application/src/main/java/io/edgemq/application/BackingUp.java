package io.edgemq.application;

import io.edgemq.domain.audit.Actor;
import io.edgemq.ports.in.BackUp;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.DatabaseBackup;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Copies the database of the control plane into a file that is named by the time.
public final class BackingUp implements BackUp {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'edgemq-'uuuuMMdd'T'HHmmss.SSS'Z.db'").withZone(ZoneOffset.UTC);

  private final Optional<DatabaseBackup> database;
  private final AuditTrail trail;
  private final InstantSource clock;
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  /// @param database empty: the store has none
  public BackingUp(Optional<DatabaseBackup> database, AuditTrail trail, InstantSource clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public Outcome<Copy> backUp(Actor by) {
    var now = next();
    var name = NAME.format(now);
    var action = new AuditedAction(by, "backup.create", name, null);
    return database
        .map(from -> trail.during(action, () -> Outcome.done(copy(from, name, now))))
        .orElseGet(() -> trail.refuse(action, new Refusal.NothingToBackUp()));
  }

  /// Now, or the first millisecond that no copy has yet.
  private Instant next() {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return latest.updateAndGet(last -> now.isAfter(last) ? now : last.plusMillis(1));
  }

  private static Copy copy(DatabaseBackup from, String name, Instant at) {
    var copy = from.copy(name);
    return new Copy(copy.file(), copy.bytes(), copy.sha256(), at);
  }
}
