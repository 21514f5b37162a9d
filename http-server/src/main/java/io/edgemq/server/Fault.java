package io.edgemq.server;

import io.helidon.http.Header;
import io.helidon.http.Status;
import java.util.List;

/// Why the engine refuses a request by itself, before or beside what the endpoint does. Each
/// dialect words every case; a new case breaks their builds on purpose.
public sealed interface Fault {
  /// Whether what follows on the connection may be read in another way than it was meant.
  default boolean endsConnection() {
    return switch (this) {
      case MalformedBody _, RepeatedHeader _, TooSlow _, Unreadable _ -> true;
      case UnknownPath _,
          OtherMethod _,
          Fragment _,
          MalformedParameter _,
          MalformedHeader _,
          UpgradeRequired _,
          UnknownParameter _,
          BodyTooLarge _,
          Overloaded _,
          Bug _ ->
          false;
    };
  }

  /// No route has this path.
  record UnknownPath() implements Fault {}

  /// The path is known, but not with this method.
  ///
  /// @param allow the methods that it takes
  record OtherMethod(Header allow) implements Fault {}

  /// The path or the query contains a `#`; what follows it would be lost.
  record Fragment() implements Fault {}

  /// A query parameter is not percent-encoded UTF-8.
  ///
  /// @param name the parameter's, as it came: not fit to be shown unfiltered; `query` when the name
  ///     itself is malformed
  record MalformedParameter(String name) implements Fault {}

  /// The route does not take this query parameter.
  ///
  /// @param name as it came: not fit to be shown unfiltered
  /// @param known those that it takes
  record UnknownParameter(String name, List<String> known) implements Fault {}

  /// The body is longer than it may be.
  ///
  /// @param limit in bytes
  record BodyTooLarge(long limit) implements Fault {}

  /// The body does not end where its headers say, or they say it in two ways.
  record MalformedBody() implements Fault {}

  /// The request did not arrive in time.
  record TooSlow() implements Fault {}

  /// A header that has one value came twice, so that others may have read the other one.
  ///
  /// @param name the header's
  record RepeatedHeader(String name) implements Fault {}

  /// A header does not say what it must.
  ///
  /// @param name the header's
  record MalformedHeader(String name) implements Fault {}

  /// The route speaks another protocol, and the request does not ask for it as it must: over
  /// HTTP/1.1, in a version that is spoken (RFC 9110, 15.5.22).
  ///
  /// @param protocol the protocol's name
  /// @param headers what tells a client's library so
  record UpgradeRequired(String protocol, List<Header> headers) implements Fault {}

  /// The process holds as much for others as it can. The same request may succeed in a moment.
  record Overloaded() implements Fault {}

  /// The bytes are no HTTP request that can be read. Nothing of them is known.
  ///
  /// @param status what HTTP has for it
  record Unreadable(Status status) implements Fault {}

  /// The server has a bug. It is in the log under the request's name.
  record Bug() implements Fault {}
}
