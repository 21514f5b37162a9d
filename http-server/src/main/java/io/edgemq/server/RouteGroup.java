package io.edgemq.server;

import java.util.List;

/// The routes of one protocol.
///
/// @param maxBodyBytes the largest body that any of the routes takes
public record RouteGroup(Dialect dialect, List<Route> routes, int maxBodyBytes) {
  public RouteGroup {
    routes = List.copyOf(routes);
    if (maxBodyBytes < 0) {
      throw new IllegalArgumentException("not a size: " + maxBodyBytes);
    }
  }
}
