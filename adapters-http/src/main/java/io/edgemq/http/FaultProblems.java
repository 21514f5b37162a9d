package io.edgemq.http;

import io.edgemq.server.Fault;
import io.helidon.http.Header;
import io.helidon.http.Status;
import java.util.List;

/// Owns the statuses and codes of what HTTP itself refuses, whatever the request is about. All
/// others are in [Problems].
final class FaultProblems {
  private static final Status UPGRADE_REQUIRED = Status.create(426, "Upgrade Required");

  private FaultProblems() {}

  /// What a fault means.
  static Problem of(Fault fault) {
    return switch (fault) {
      case Fault.UnknownPath _ ->
          new Problem(
              Status.NOT_FOUND_404,
              "not_found",
              "There is nothing at this path. See /openapi.yaml.");
      case Fault.OtherMethod(var allow) -> methodNotAllowed(allow);
      case Fault.Fragment _ -> malformed("A request has no fragment. Write '#' as %23.");
      case Fault.MalformedParameter(var name) ->
          Problems.invalidParameter(Texts.printable(name), "percent-encoded UTF-8");
      case Fault.UnknownParameter(var name, var known) ->
          Problems.bad("unknown_parameter", unknownParameter(Texts.printable(name), known));
      case Fault.BodyTooLarge(long limit) -> Problems.tooLarge("body", limit);
      case Fault.MalformedBody _ -> malformed("The body is not framed as its headers say.");
      case Fault.TooSlow _ ->
          new Problem(
              Status.REQUEST_TIMEOUT_408,
              "request_timeout",
              "The request did not arrive in time. Send it again, faster or in smaller parts.");
      case Fault.RepeatedHeader(var name) ->
          malformed("The header '%s' came twice. Send it once.".formatted(Texts.printable(name)));
      case Fault.MalformedHeader(var name) ->
          malformed("The header '%s' is not what it must be.".formatted(Texts.printable(name)));
      case Fault.UpgradeRequired(var protocol, var headers) -> upgradeRequired(protocol, headers);
      case Fault.Overloaded _ -> overloaded();
      case Fault.Unreadable(var status) -> unreadable(status);
      case Fault.Bug _ ->
          new Problem(
              Status.INTERNAL_SERVER_ERROR_500,
              "internal",
              "The server has a bug. Report the request_id to its operator.");
    };
  }

  private static Problem overloaded() {
    return Problems.unavailable("overloaded", "The server has no room for the request. Try later.");
  }

  private static String unknownParameter(String name, List<String> known) {
    var unknown = "Unknown query parameter '%s'. ".formatted(name);
    return known.isEmpty()
        ? unknown + "This call takes none."
        : unknown + "The parameters are: " + String.join(", ", known) + ".";
  }

  private static Problem methodNotAllowed(Header allow) {
    var detail = "This path takes only " + allow.get() + ".";
    return new Problem(Status.METHOD_NOT_ALLOWED_405, "method_not_allowed", detail).with(allow);
  }

  private static Problem upgradeRequired(String protocol, List<Header> headers) {
    var detail = "This path speaks %s over HTTP/1.1 (RFC 6455, version 13).".formatted(protocol);
    return new Problem(UPGRADE_REQUIRED, "upgrade_required", detail, headers);
  }

  private static Problem unreadable(Status status) {
    return switch (status.code()) {
      case 413 ->
          Problems.tooLarge("body_too_large", "The body is larger than any request may be.");
      case 414 -> new Problem(status, "uri_too_long", "Shorten the path and the query.");
      case 415 -> Problems.unsupportedMediaType("The body must not be compressed.");
      case 431 -> new Problem(status, "headers_too_large", "Send fewer or shorter headers.");
      // The client's to correct, so not the 505 that HTTP has for it (SPEC 2: bad input is a 4xx).
      case 505 -> Problems.bad("http_version_not_supported", "Use HTTP/1.1 or HTTP/2.");
      case 503 -> overloaded();
      default -> malformed("This is not an HTTP request. Check its first line and its headers.");
    };
  }

  private static Problem malformed(String detail) {
    return Problems.bad("malformed_request", detail);
  }
}
