package io.edgemq.http;

import io.edgemq.ports.out.StoreMonitor;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// What `/metrics` shows.
///
/// @param registry takes the server's own figures and those of [MicrometerTraffic]
/// @param store is asked for its figures at every scrape
public record Telemetry(PrometheusMeterRegistry registry, StoreMonitor store) {}
