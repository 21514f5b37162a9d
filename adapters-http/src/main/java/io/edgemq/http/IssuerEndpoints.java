package io.edgemq.http;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIssuers;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The issuers of tokens that a tenant trusts (SPEC 7).
final class IssuerEndpoints {
  static final String PATH = "/v1/issuers";
  static final String ONE = "/v1/issuers/{name}";

  private final ManageIssuers issuers;

  IssuerEndpoints(ManageIssuers issuers) {
    this.issuers = issuers;
  }

  /// What every process serves.
  List<Route> reading() {
    return List.of(Route.of(Method.GET, PATH, this::list).taking("limit", "cursor"));
  }

  /// What the control plane serves.
  List<Route> writing() {
    return List.of(
        Route.of(Method.POST, PATH, this::create), Route.of(Method.DELETE, ONE, this::delete));
  }

  private Reply create(Call call) {
    var _ = Results.require(issuers.mayManage(call.principal()));
    var fields =
        Fields.of(call, "name", "issuer", "audience", "jwks_url", "scopes_claim", "scopes");
    var name = fields.requiredText("name");
    if (!Issuer.isName(name)) {
      throw Problems.invalidName("issuer", PathParameters.LETTERS).asException();
    }
    var rule = rule(fields, call.principal().scopes());
    var made = require(issuers.create(call.principal(), Origins.of(call), name, rule));
    return switch (made) {
      case Creation.Created<Issuer>(var issuer) ->
          JsonReply.of(Status.CREATED_201, IssuerJson.one(issuer));
      case Creation.Existing<Issuer>(var issuer) -> JsonReply.ok(IssuerJson.one(issuer));
    };
  }

  /// The words of [Refusal.UrlForbidden] are about what is pushed.
  private static Creation<Issuer> require(Outcome<Creation<Issuer>> outcome) {
    if (outcome instanceof Outcome.Refused<Creation<Issuer>>(Refusal.UrlForbidden _)) {
      throw IdentityProblems.keysForbidden().asException();
    }
    return Results.require(outcome);
  }

  private static IssuerRule rule(Fields fields, Scopes own) {
    var issuer = text(fields, "issuer");
    var keys = keys(fields);
    if (keys == null && IssuerRule.metadata(issuer).isEmpty()) {
      throw fields.invalidValue(
          "issuer", "a URL that starts with http:// or https://, unless there is a 'jwks_url'");
    }
    var scopes = KeyJson.scopes(fields);
    return new IssuerRule(
        issuer,
        text(fields, "audience"),
        keys,
        fields.text("scopes_claim", 1, IssuerRule.LONGEST).orElse(IssuerRule.SCOPES_CLAIM),
        scopes == null ? own : scopes);
  }

  private static String text(Fields fields, String name) {
    return fields.text(name, 1, IssuerRule.LONGEST).orElseThrow(() -> fields.missing(name));
  }

  private static @Nullable WebhookUrl keys(Fields fields) {
    return fields
        .text("jwks_url")
        .map(
            text ->
                WebhookUrl.parse(text)
                    .orElseThrow(
                        () ->
                            fields.invalidValue(
                                "jwks_url", "a URL that starts with http:// or https://")))
        .orElse(null);
  }

  private Reply list(Call call) {
    var all = Results.require(issuers.list(call.principal()));
    return JsonReply.ok(IssuerJson.page(all, PathParameters.paging(call.query())));
  }

  private Reply delete(Call call) {
    var _ =
        Results.require(issuers.delete(call.principal(), Origins.of(call), call.argument("name")));
    return new Reply.Empty(Status.NO_CONTENT_204);
  }
}
