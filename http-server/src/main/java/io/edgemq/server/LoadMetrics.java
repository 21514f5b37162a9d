package io.edgemq.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// The figures of what the server takes on, and of what it refuses.
record LoadMetrics(
    ClientConnections connections, WebSockets sockets, ConnectionLimit limit, ByteBudget budget) {
  /// Lets `registry` show them.
  void bind(MeterRegistry registry) {
    Gauge.builder("edgemq.http.connections", connections, ClientConnections::count)
        .description("Open connections")
        .register(registry);
    Gauge.builder("edgemq.http.connections.max", limit, ConnectionLimit::most)
        .description("How many connections are served at most")
        .register(registry);
    Gauge.builder("edgemq.websockets.open", sockets, WebSockets::count)
        .description("Open WebSockets")
        .register(registry);
    Gauge.builder("edgemq.http.bytes.in.flight", budget, ByteBudget::used)
        .description("Bytes that requests and answers hold in memory")
        .register(registry);
    Gauge.builder("edgemq.http.bytes.in.flight.max", budget, ByteBudget::total)
        .description("How many bytes requests and answers may hold in memory")
        .register(registry);
    refused(registry, "connections", limit, ConnectionLimit::refused);
    refused(registry, "bytes", budget, ByteBudget::refused);
  }

  private static <T> void refused(
      MeterRegistry registry, String reason, T of, ToDoubleFunction<T> count) {
    FunctionCounter.builder("edgemq.http.refused", of, count)
        .description("Requests and connections that found no room, by what was missing")
        .tag("reason", reason)
        .register(registry);
  }
}
