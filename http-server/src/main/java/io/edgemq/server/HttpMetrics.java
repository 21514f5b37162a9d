package io.edgemq.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Counts and times requests by route, method and class of status; answers that did not reach their
/// client are `aborted`.
final class HttpMetrics {
  private static final String NAME = "edgemq.http.requests";
  private static final String HELP =
      "Requests by route and class of status, and how long they took";
  private static final int CLASSES = 6;
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(25)
  };

  private final IdentityHashMap<Route, Series> byRoute = new IdentityHashMap<>();
  private final Series elsewhere;

  HttpMetrics(MeterRegistry registry, List<Route> routes) {
    for (var route : routes) {
      byRoute.put(route, new Series(registry, route.path(), route.method().text()));
    }
    elsewhere = new Series(registry, "none", "any");
  }

  /// A request to `route` came at `began` ([System#nanoTime]); null: to no route.
  Delivery begin(@Nullable Route route, long began) {
    var series = route == null ? elsewhere : byRoute.getOrDefault(route, elsewhere);
    return new Delivery(series::of, began);
  }

  /// The timers of one route, each made at its first use.
  private static final class Series {
    private final MeterRegistry registry;
    private final String route;
    private final String method;
    private final AtomicReferenceArray<@Nullable Timer> timers =
        new AtomicReferenceArray<>(CLASSES);

    Series(MeterRegistry registry, String route, String method) {
      this.registry = registry;
      this.route = route;
      this.method = method;
    }

    Timer of(int status) {
      int index = Math.clamp(status / 100, 0, CLASSES - 1);
      var known = timers.get(index);
      if (known != null) {
        return known;
      }
      var made = make(index == 0 ? "aborted" : index + "xx");
      timers.set(index, made);
      return made;
    }

    /// When two threads ask at once, the registry gives both the same timer.
    private Timer make(String outcome) {
      return Timer.builder(NAME)
          .description(HELP)
          .tag("route", route)
          .tag("method", method)
          .tag("status", outcome)
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }
  }
}
