package io.edgemq.application;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.RotateSecrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Replaces the secrets of subscriptions that push.
public final class SecretRotation implements RotateSecrets {
  private final Access access;
  private final InstantSource clock;
  private final SubscriptionRows rows;
  private final Descriptions descriptions;
  private final PushRules rules;

  public SecretRotation(SubscriptionStores stores, Streams streams, SubscriptionTools tools) {
    this.access = tools.access();
    this.clock = tools.clock();
    this.rows = new SubscriptionRows(stores.subscriptions());
    this.descriptions = new Descriptions(access, stores, streams);
    this.rules = new PushRules(tools.random(), tools.webhooks());
  }

  /// Why no other secret may come now; empty when one may.
  static Optional<Refusal> pending(SigningSecrets secrets, Instant now) {
    if (secrets.staged().isPresent()) {
      return Optional.of(new Refusal.RotationPending(null));
    }
    return secrets
        .previous()
        .map(SigningSecrets.Retiring::until)
        .filter(until -> until.isAfter(now))
        .map(Refusal.RotationPending::new);
  }

  @Override
  public Outcome<Rotated> rotate(Principal who, SubscriptionId id, Rotation rotation) {
    return access.toManage(who, id).then(ref -> rotate(who, ref, rotation));
  }

  private Outcome<Rotated> rotate(Principal who, SubscriptionRef ref, Rotation rotation) {
    var complaint =
        switch (rotation.kind()) {
          case AtOnce(var overlap) -> complaint(overlap);
          case Staged _ -> Optional.<Refusal>empty();
        };
    if (complaint.isPresent()) {
      return Outcome.refused(complaint.get());
    }
    var given = rotation.secret();
    var next = given == null ? rules.secret() : given;
    return replace(
        who, ref, given == null ? next : null, (now, old) -> begun(old, next, now, rotation));
  }

  private static Optional<Refusal> complaint(Duration overlap) {
    return Ranges.check(Limit.SECRET_OVERLAP, overlap, SigningSecrets.LONGEST_OVERLAP);
  }

  private static Outcome<SigningSecrets> begun(
      SigningSecrets old, SigningSecret next, Instant now, Rotation rotation) {
    return pending(old, now)
        .map(Outcome::<SigningSecrets>refused)
        .orElseGet(
            () ->
                Outcome.done(
                    switch (rotation.kind()) {
                      case AtOnce(var overlap) -> old.rotated(next, now, overlap);
                      case Staged _ -> old.staging(next);
                    }));
  }

  @Override
  public Outcome<Rotated> promote(Principal who, SubscriptionId id, Duration overlap) {
    return access
        .toManage(who, id)
        .then(
            ref ->
                complaint(overlap)
                    .map(Outcome::<Rotated>refused)
                    .orElseGet(
                        () -> replace(who, ref, null, (now, old) -> promoted(old, now, overlap))));
  }

  private static Outcome<SigningSecrets> promoted(
      SigningSecrets old, Instant now, Duration overlap) {
    return old.staged()
        .map(next -> Outcome.done(old.rotated(next, now, overlap)))
        .orElseGet(() -> Outcome.refused(new Refusal.NothingStaged()));
  }

  private Outcome<Rotated> replace(
      Principal who,
      SubscriptionRef ref,
      @Nullable SigningSecret made,
      BiFunction<Instant, SigningSecrets, Outcome<SigningSecrets>> edit) {
    return rows.revisePush(
            ref,
            current -> access.toChange(who, current.config()).then(_ -> replaced(current, edit)))
        .then(changed -> descriptions.of(who, ref, changed))
        .then(description -> Outcome.done(new Rotated(description, made)));
  }

  private Outcome<Subscription> replaced(
      Subscription current, BiFunction<Instant, SigningSecrets, Outcome<SigningSecrets>> edit) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var secrets = current.push().map(PushState::secrets).orElseThrow();
    return edit.apply(now, secrets)
        .then(others -> Outcome.done(current.pushing(push -> push.with(others))));
  }
}
