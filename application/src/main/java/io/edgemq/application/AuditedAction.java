package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.domain.audit.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody is about to do.
///
/// @param name `<kind>.<verb>`
/// @param target what it is done to; never a secret; cut off behind 500 characters
/// @param tenant whose that is; null: no tenant's
record AuditedAction(Actor by, String name, String target, @Nullable TenantId tenant) {
  /// The most characters of a target: a path may be very long.
  private static final int MOST_TARGET = 500;

  AuditedAction {
    target = target.length() > MOST_TARGET ? cut(target) : target;
  }

  private static String cut(String text) {
    boolean splits = Character.isHighSurrogate(text.charAt(MOST_TARGET - 1));
    return text.substring(0, splits ? MOST_TARGET - 1 : MOST_TARGET);
  }

  /// Whoever calls as `who`.
  static Actor actor(Principal who, Origin from) {
    return new Actor(who.actor(), from);
  }

  /// What is written down of it.
  AuditRecord record(Instant at, AuditRecord.Outcome outcome) {
    var from = by.from();
    return new AuditRecord(
        at, by.name(), name, target, tenant, from.address(), outcome, from.requestId());
  }
}
