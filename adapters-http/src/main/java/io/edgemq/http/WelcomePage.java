package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.edgemq.server.RouteGroup;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// The page at `/`: what this is, where its description and its probes are, and two forms to try a
/// topic with. It is a caller of the API like any other: it has no rights and keeps nothing.
public final class WelcomePage {
  private static final String VERSION = "{{version}}";
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                  + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache"));

  private WelcomePage() {}

  /// The page and what it loads.
  ///
  /// @param version of the program, to be shown
  public static RouteGroup of(String version) {
    var page = new String(Resources.read("/welcome/index.html"), UTF_8);
    return new RouteGroup(
        new PageDialect(),
        List.of(
            file("/", "text/html", page.replace(VERSION, escaped(version)).getBytes(UTF_8)),
            file("/welcome.js", "text/javascript", Resources.read("/welcome/welcome.js")),
            file("/welcome.css", "text/css", Resources.read("/welcome/welcome.css"))),
        0);
  }

  private static Route file(String path, String type, byte[] content) {
    var header = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type + "; charset=utf-8");
    return Route.of(
            Method.GET, path, _ -> new Reply.Content(Status.OK_200, header, content, HEADERS))
        .open();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
