package io.edgemq.server;

import io.helidon.common.Builder;
import io.helidon.webserver.http.HttpRouting;

/// Hands a finished routing to Helidon's router, which takes only builders.
final class FixedRouting implements Builder<FixedRouting, HttpRouting> {
  private final HttpRouting routing;

  FixedRouting(HttpRouting routing) {
    this.routing = routing;
  }

  @Override
  public HttpRouting build() {
    return routing;
  }
}
