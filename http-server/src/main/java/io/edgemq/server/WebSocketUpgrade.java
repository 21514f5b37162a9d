package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A request's change to a WebSocket (RFC 6455, 4.2). No extension is accepted: messages are not
/// compressed. Only over HTTP/1.1: the way of RFC 8441 over HTTP/2 is not served.
public final class WebSocketUpgrade {
  private static final String PROTOCOL = "websocket";
  private static final String VERSION = "13";
  private static final HeaderName VERSION_NAME = HeaderNames.create("Sec-WebSocket-Version");
  private static final HeaderName KEY_NAME = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName ACCEPT_NAME = HeaderNames.create("Sec-WebSocket-Accept");
  private static final HeaderName PROTOCOL_NAME = HeaderNames.create("Sec-WebSocket-Protocol");
  private static final Header UPGRADE = HeaderValues.createCached(HeaderNames.UPGRADE, PROTOCOL);
  private static final Header CONNECTION =
      HeaderValues.createCached(HeaderNames.CONNECTION, "Upgrade");
  private static final Header SUPPORTED = HeaderValues.createCached(VERSION_NAME, VERSION);

  /// What RFC 6455 (1.3) puts behind the key.
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int KEY_CHARACTERS = 24;
  private static final int KEY_BYTES = 16;

  private WebSocketUpgrade() {}

  /// The answer that makes a WebSocket for `handler` of the request's connection. Throws
  /// [Fault.UpgradeRequired] when the request does not ask for one that is served, and
  /// [Fault.MalformedHeader] when its key is none, and [Fault.MalformedBody] when it has a body,
  /// which would be taken for frames; the handler then hears nothing.
  public static Reply of(Call call, WebSocketOptions options, WebSocketHandler handler) {
    requireUpgrade(call);
    if (call.hasBody()) {
      throw new FaultException(new Fault.MalformedBody());
    }
    var headers = new ArrayList<Header>(3);
    headers.add(UPGRADE);
    headers.add(HeaderValues.create(ACCEPT_NAME, accept(key(call))));
    protocol(call, options.protocols())
        .ifPresent(chosen -> headers.add(HeaderValues.create(PROTOCOL_NAME, chosen)));
    return new Reply.Upgrade(
        headers, new WebSocketTakeover(handler, options, call.liveRoom(), call.webSockets()));
  }

  private static void requireUpgrade(Call call) {
    if (call.isHttp2()) {
      throw new FaultException(new Fault.UpgradeRequired(PROTOCOL, List.of(SUPPORTED)));
    }
    boolean asks =
        call.method().equals(Method.GET)
            && call.isHttp11()
            && has(call, HeaderNames.UPGRADE, PROTOCOL)
            && has(call, HeaderNames.CONNECTION, "upgrade")
            && call.header(VERSION_NAME).filter(VERSION::equals).isPresent();
    if (!asks) {
      throw new FaultException(
          new Fault.UpgradeRequired(PROTOCOL, List.of(UPGRADE, CONNECTION, SUPPORTED)));
    }
  }

  private static boolean has(Call call, HeaderName name, String token) {
    return tokens(call, name).anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(token));
  }

  private static Stream<String> tokens(Call call, HeaderName name) {
    return call.headers().contains(name)
        ? call.headers().get(name).allValues().stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
        : Stream.empty();
  }

  private static String key(Call call) {
    return call.header(KEY_NAME)
        .filter(WebSocketUpgrade::isKey)
        .orElseThrow(() -> new FaultException(new Fault.MalformedHeader(KEY_NAME.defaultCase())));
  }

  private static boolean isKey(String text) {
    try {
      return text.length() == KEY_CHARACTERS
          && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String accept(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  private static Optional<String> protocol(Call call, List<String> spoken) {
    if (spoken.isEmpty()) {
      return Optional.empty();
    }
    var offered = tokens(call, PROTOCOL_NAME).toList();
    return spoken.stream().filter(offered::contains).findFirst();
  }
}
