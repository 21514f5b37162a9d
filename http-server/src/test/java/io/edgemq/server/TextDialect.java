package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// A dialect that is as unlike REST as it can be: errors are lines of text, callers sign the body,
/// and pages of one origin only may call.
final class TextDialect implements Dialect {
  static final String ORIGIN = "https://console.example";
  static final Header TYPE = HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/plain");
  private static final HeaderName SIGNATURE = HeaderNames.create("X-Signature");
  private static final int SIGNED_AT_MOST = 1000;
  private static final List<Header> TO_THE_PAGE =
      List.of(
          HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN),
          HeaderValues.create(HeaderNames.VARY, "Origin"));

  private final String name;

  /// @param name stands at the beginning of each error
  TextDialect(String name) {
    this.name = name;
  }

  /// A mistake of the caller's, in this dialect.
  static final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mistake(String message) {
      super(message, null, false, false);
    }
  }

  /// What signs `body`.
  static String signature(String body) {
    var crc = new CRC32();
    crc.update(body.getBytes(UTF_8));
    return Long.toHexString(crc.getValue());
  }

  @Override
  public Principal caller(Call call) {
    var body = new String(call.body(SIGNED_AT_MOST), UTF_8);
    if (!call.header(SIGNATURE).equals(Optional.of(signature(body)))) {
      throw new Mistake("wrong signature");
    }
    return new Principal(new TenantId("t1"), new Principal.Key("signer"), Scopes.EVERYTHING, null);
  }

  @Override
  public Reply.Content refuse(Fault fault, String requestId) {
    return switch (fault) {
      case Fault.UnknownPath _ -> error(Status.NOT_FOUND_404, "unknown path");
      case Fault.OtherMethod(var allow) -> otherMethod(allow);
      case Fault.Fragment _ -> error(Status.BAD_REQUEST_400, "fragment");
      case Fault.MalformedParameter(var parameter) ->
          error(Status.BAD_REQUEST_400, "malformed parameter " + parameter);
      case Fault.UnknownParameter(var parameter, _) ->
          error(Status.BAD_REQUEST_400, "unknown parameter " + parameter);
      case Fault.BodyTooLarge(long limit) ->
          error(Status.REQUEST_ENTITY_TOO_LARGE_413, "more than " + limit);
      case Fault.MalformedBody _ -> error(Status.BAD_REQUEST_400, "malformed body");
      case Fault.TooSlow _ -> error(Status.REQUEST_TIMEOUT_408, "too slow");
      case Fault.RepeatedHeader(var header) ->
          error(Status.BAD_REQUEST_400, "repeated header " + header);
      case Fault.MalformedHeader(var header) ->
          error(Status.BAD_REQUEST_400, "malformed header " + header);
      case Fault.UpgradeRequired(var protocol, var headers) ->
          new Reply.Content(
              Status.create(426), TYPE, ("only " + protocol + "\n").getBytes(UTF_8), headers);
      case Fault.Overloaded _ -> error(Status.SERVICE_UNAVAILABLE_503, "overloaded");
      case Fault.Unreadable(var status) -> error(status, "unreadable");
      case Fault.Bug _ -> error(Status.INTERNAL_SERVER_ERROR_500, "bug in " + requestId);
    };
  }

  @Override
  public Optional<Reply> explain(RuntimeException thrown, String requestId) {
    return thrown instanceof Mistake
        ? Optional.of(error(Status.FORBIDDEN_403, String.valueOf(thrown.getMessage())))
        : Optional.empty();
  }

  @Override
  public List<Header> corsHeaders(RequestHead request) {
    var headers = request.headers();
    boolean known =
        headers.contains(HeaderNames.ORIGIN)
            && headers.get(HeaderNames.ORIGIN).get().equals(ORIGIN);
    return known ? TO_THE_PAGE : List.of();
  }

  @Override
  public Reply preflight(Header allow, RequestHead request) {
    return new Reply.Empty(
        Status.NO_CONTENT_204,
        List.of(HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allow.get())));
  }

  private Reply.Content otherMethod(Header allow) {
    var reply = error(Status.METHOD_NOT_ALLOWED_405, "only " + allow.get());
    return new Reply.Content(reply.status(), reply.type(), reply.body(), List.of(allow));
  }

  private Reply.Content error(Status status, String text) {
    return text(status, name + ": " + text);
  }

  /// A line of text.
  static Reply.Content text(Status status, String text) {
    return new Reply.Content(status, TYPE, (text + "\n").getBytes(UTF_8), List.of());
  }
}
