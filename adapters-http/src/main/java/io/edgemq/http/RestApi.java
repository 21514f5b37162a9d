package io.edgemq.http;

import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.server.Route;
import io.edgemq.server.RouteGroup;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The REST interface, to be served by a server.
public final class RestApi {
  private RestApi() {}

  /// Everything that tenants and operators can ask for.
  public static RouteGroup forTenants(RestOptions options, UseCases useCases, Telemetry telemetry) {
    return new RouteGroup(
        new RestDialect(new Logins(useCases.authenticate(), telemetry.registry())),
        routes(options, useCases, telemetry),
        options.maxBodyBytes());
  }

  /// Probes and figures, for a process that serves no tenants.
  public static RouteGroup forOperators(CheckReadiness readiness, Telemetry telemetry) {
    return new RouteGroup(
        new RestDialect(new Logins(_ -> new Authenticate.Unknown(), telemetry.registry())),
        new OperationEndpoints(readiness, telemetry, () -> SampleQueues.Sample.NONE).routes(),
        Fields.MAX_BYTES);
  }

  /// Every route there is.
  static List<Route> routes(RestOptions options, UseCases useCases, Telemetry telemetry) {
    var limits = options.limits();
    var random = RandomGenerator.getDefault();
    return Stream.of(
            new OperationEndpoints(useCases.readiness(), telemetry, useCases.queueCounts())
                .routes(),
            new QueueEndpoints(useCases.queues()).routes(),
            new SendEndpoints(useCases.send(), limits).routes(),
            new ReceiveEndpoint(useCases.receive()).routes(),
            new SettleEndpoints(useCases.settle()).routes(),
            new RedriveEndpoints(useCases.redrive()).routes(),
            new TopicEndpoints(useCases.topics()).routes(),
            new HistoryEndpoint(useCases.history(), limits).routes(),
            new PublishEndpoints(useCases.publish(), limits).routes(),
            new SubscriptionEndpoints(useCases.subscriptions()).routes(),
            new PushEndpoints(useCases.secrets(), useCases.tests()).routes(),
            new DeadLetterEndpoints(useCases.deadLetters(), limits).routes(),
            new StreamEndpoints(useCases.streams(), options.keepAlive(), random).routes())
        .flatMap(List::stream)
        .toList();
  }
}
