/// The server engine: connections, routes, requests and replies, on Helidon. It knows no queue and
/// no topic, and no wire format: each protocol brings its own [io.edgemq.server.Dialect] and its
/// routes as a [io.edgemq.server.RouteGroup]. An adapter's endpoints see a
/// [io.edgemq.server.Call] and answer with a [io.edgemq.server.Reply]. What only one protocol needs
/// does not belong here.
@NullMarked
package io.edgemq.server;

import org.jspecify.annotations.NullMarked;
