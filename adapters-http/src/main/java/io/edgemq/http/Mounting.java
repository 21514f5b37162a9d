package io.edgemq.http;

import io.helidon.common.Builder;
import io.helidon.webserver.http.HttpRouting;

/// Hands our routing to a router, which only takes builders.
final class Mounting implements Builder<Mounting, HttpRouting> {
  private final HttpRouting routing;

  Mounting(HttpRouting routing) {
    this.routing = routing;
  }

  @Override
  public HttpRouting build() {
    return routing;
  }
}
