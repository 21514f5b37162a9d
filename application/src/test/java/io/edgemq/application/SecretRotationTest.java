package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Limit;
import io.edgemq.domain.PushState;
import io.edgemq.domain.Range;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.RotateSecrets.AtOnce;
import io.edgemq.ports.in.RotateSecrets.Rotated;
import io.edgemq.ports.in.RotateSecrets.Rotation;
import io.edgemq.ports.in.RotateSecrets.Staged;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Replacing secrets without a gap (SPEC 5.3).
final class SecretRotationTest extends PushFixture {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WEEK = Duration.ofDays(7);

  private final SecretRotation rotation = new SecretRotation(stores, streams, tools);

  private SubscriptionId signedWith(String secret) {
    return value(subscriptions.create(demo, wish(Start.LATEST, secret))).thing().id();
  }

  private Outcome<Rotated> atOnce(SubscriptionId id, String secret, Duration overlap) {
    return rotation.rotate(demo, id, new Rotation(given(secret), new AtOnce(overlap)));
  }

  private Outcome<Rotated> stage(SubscriptionId id, String secret) {
    return rotation.rotate(demo, id, new Rotation(given(secret), new Staged()));
  }

  private SigningSecrets secrets(SubscriptionId id) {
    return stored(id).push().map(PushState::secrets).orElseThrow();
  }

  @Test
  void the_secret_that_was_replaced_at_once_signs_until_the_overlap_ends() {
    var id = signedWith("one");

    var rotated = value(atOnce(id, "two", HOUR));

    assertThat(rotated.made()).isNull();
    assertThat(rotated.description().subscription()).isEqualTo(stored(id));
    assertThat(secrets(id).current()).isEqualTo(given("two"));
    assertThat(secrets(id).previousAt(now.plus(HOUR).minusMillis(1))).contains(given("one"));
    assertThat(secrets(id).previousAt(now.plus(HOUR))).isEmpty();
  }

  @Test
  void a_rotation_without_a_secret_makes_one_and_tells_it() {
    var id = signedWith("one");

    var rotated = value(rotation.rotate(demo, id, new Rotation(null, new AtOnce(HOUR))));

    assertThat(rotated.made()).isEqualTo(secrets(id).current());
    assertThat(secrets(id).current().origin()).isEqualTo(SigningSecret.Origin.MADE);
    assertThat(secrets(id).current().text()).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void a_staged_secret_takes_the_place_of_the_current_one_when_it_is_promoted() {
    var id = signedWith("one");

    value(stage(id, "two"));
    var staged = secrets(id);
    value(rotation.promote(demo, id, HOUR));

    assertThat(staged.current()).isEqualTo(given("one"));
    assertThat(staged.staged()).contains(given("two"));
    assertThat(secrets(id).current()).isEqualTo(given("two"));
    assertThat(secrets(id).staged()).isEmpty();
    assertThat(secrets(id).previousAt(now)).contains(given("one"));
  }

  @Test
  void a_staged_secret_that_was_made_is_told_once() {
    var id = signedWith("one");

    var staged = value(rotation.rotate(demo, id, new Rotation(null, new Staged())));
    var promoted = value(rotation.promote(demo, id, HOUR));

    assertThat(Optional.ofNullable(staged.made())).contains(secrets(id).current());
    assertThat(promoted.made()).isNull();
  }

  @Test
  void another_rotation_waits_until_the_overlap_ends() {
    var id = signedWith("one");
    value(atOnce(id, "two", HOUR));
    var pending = new Refusal.RotationPending(START.plus(HOUR));

    assertThat(refusal(atOnce(id, "three", HOUR))).isEqualTo(pending);
    assertThat(refusal(stage(id, "three"))).isEqualTo(pending);
    assertThat(refusal(subscriptions.change(demo, id, Outcome::done, new Given(given("three")))))
        .isEqualTo(pending);
    assertThat(secrets(id).current()).isEqualTo(given("two"));

    pass(HOUR);
    value(atOnce(id, "three", HOUR));

    assertThat(secrets(id).current()).isEqualTo(given("three"));
    assertThat(secrets(id).previousAt(now)).contains(given("two"));
  }

  @Test
  void another_rotation_waits_until_what_is_staged_was_promoted() {
    var id = signedWith("one");
    value(stage(id, "two"));
    pass(WEEK);

    assertThat(refusal(stage(id, "three"))).isEqualTo(new Refusal.RotationPending(null));
    assertThat(refusal(atOnce(id, "three", HOUR))).isEqualTo(new Refusal.RotationPending(null));
  }

  @Test
  void no_overlap_ends_the_old_secret_at_once() {
    var id = signedWith("one");

    value(atOnce(id, "two", Duration.ZERO));

    assertThat(secrets(id).previousAt(now)).isEmpty();
    value(atOnce(id, "three", Duration.ZERO));
    value(stage(id, "four"));
    value(rotation.promote(demo, id, Duration.ZERO));
    assertThat(secrets(id).current()).isEqualTo(given("four"));
    assertThat(secrets(id).previousAt(now)).isEmpty();
  }

  @Test
  void an_overlap_has_seven_days_at_most() {
    var id = signedWith("one");
    var tooLong =
        new Refusal.OutOfRange(Limit.SECRET_OVERLAP, new Range.Durations(Duration.ZERO, WEEK));

    assertThat(refusal(atOnce(id, "two", WEEK.plusMillis(1)))).isEqualTo(tooLong);
    assertThat(refusal(rotation.promote(demo, id, WEEK.plusMillis(1)))).isEqualTo(tooLong);
    assertThat(atOnce(id, "two", WEEK)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void nothing_is_promoted_that_was_not_staged() {
    var id = signedWith("one");

    assertThat(refusal(rotation.promote(demo, id, HOUR))).isEqualTo(new Refusal.NothingStaged());
  }

  @Test
  void what_does_not_push_has_no_secret() {
    var id = streaming().id();

    assertThat(refusal(atOnce(id, "two", HOUR))).isEqualTo(new Refusal.NotPush());
    assertThat(refusal(rotation.promote(demo, id, HOUR))).isEqualTo(new Refusal.NotPush());
  }

  @Test
  void a_subscription_that_is_not_there_has_none_either() {
    var id = new SubscriptionId("sub_" + "z".repeat(24));

    assertThat(refusal(atOnce(id, "two", HOUR))).isEqualTo(new Refusal.NoSuchSubscription());
  }
}
