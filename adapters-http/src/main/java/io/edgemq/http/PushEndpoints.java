package io.edgemq.http;

import io.edgemq.domain.SigningSecrets;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.RotateSecrets.Rotated;
import io.edgemq.ports.in.RotateSecrets.Rotation;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.time.Duration;
import java.util.List;

/// Replaces the secrets of subscriptions that push, and tries their endpoints (SPEC 5.3).
final class PushEndpoints {
  private static final int EXPECTED = 1024;
  private static final String OVERLAP = "overlap_seconds";

  private final RotateSecrets secrets;
  private final TestDelivery tests;
  private final ManageSubscriptions subscriptions;

  PushEndpoints(ManageSubscriptions subscriptions, RotateSecrets secrets, TestDelivery tests) {
    this.subscriptions = subscriptions;
    this.secrets = secrets;
    this.tests = tests;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.POST, "/v1/subscriptions/{id}/secret/rotate", this::rotate),
        Route.of(Method.POST, "/v1/subscriptions/{id}/secret/promote", this::promote),
        Route.of(Method.POST, "/v1/subscriptions/{id}/test", this::test));
  }

  private Reply rotate(Call call) {
    var id = SubscriptionEndpoints.mayChange(subscriptions, call);
    var fields = Fields.of(call, OVERLAP, "secret", "stage");
    var overlap = overlap(fields);
    var kind =
        fields.truth("stage").orElse(false)
            ? new RotateSecrets.Staged()
            : new RotateSecrets.AtOnce(overlap);
    var secret =
        switch (PushIn.secret(fields)) {
          case Given(var given) -> given;
          case Unsaid _ -> null;
        };
    return reply(secrets.rotate(call.principal(), id, new Rotation(secret, kind)));
  }

  private Reply promote(Call call) {
    var id = SubscriptionEndpoints.mayChange(subscriptions, call);
    var overlap = overlap(Fields.of(call, OVERLAP));
    return reply(secrets.promote(call.principal(), id, overlap));
  }

  private static Duration overlap(Fields fields) {
    return fields.find(OVERLAP).isPresent()
        ? PushIn.seconds(fields, OVERLAP, Duration.ZERO, SigningSecrets.LONGEST_OVERLAP)
        : SigningSecrets.DEFAULT_OVERLAP;
  }

  private static Reply reply(Outcome<Rotated> outcome) {
    var rotated = Results.require(outcome);
    return JsonReply.ok(
        SubscriptionJson.write(new JsonOut(EXPECTED), rotated.description(), rotated.made()));
  }

  private Reply test(Call call) throws InterruptedException {
    var id = SubscriptionEndpoints.mayChange(subscriptions, call);
    Fields.of(call);
    var tried = Results.require(tests.test(call.principal(), id));
    var out = new JsonOut(EXPECTED).object().object("attempt");
    return JsonReply.ok(AttemptEndpoint.write(out, tried).endObject().endObject());
  }
}
