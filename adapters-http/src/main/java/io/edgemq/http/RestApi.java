package io.edgemq.http;

import io.edgemq.ports.in.SampleQueues;
import io.edgemq.server.Dialect;
import io.edgemq.server.Route;
import io.edgemq.server.RouteGroup;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The REST interface, to be served by a server. Which part of it depends on the role of the
/// process (SPEC 8).
public final class RestApi {
  /// Requests for invites of one address in a minute (SPEC 7).
  private static final int INVITE_REQUESTS = 10;

  private RestApi() {}

  /// What the role `all` serves. Both have the same `authenticate`, `acting`, `readiness` and
  /// `self`.
  public static RouteGroup forAll(
      RestOptions options, UseCases useCases, ControlUseCases control, Telemetry telemetry) {
    return new RouteGroup(
        dialect(useCases, telemetry),
        routes(options, useCases, control, telemetry),
        options.maxBodyBytes());
  }

  /// What the role `adapter` serves: everything but the control plane.
  public static RouteGroup forTenants(RestOptions options, UseCases useCases, Telemetry telemetry) {
    return new RouteGroup(
        dialect(useCases, telemetry),
        Stream.concat(dataRoutes(options, useCases, telemetry), Elsewhere.ofControl()).toList(),
        options.maxBodyBytes());
  }

  /// What the role `control` serves: the control plane and what is open to everybody.
  public static RouteGroup forControl(
      RestOptions options, ControlUseCases control, Telemetry telemetry) {
    var operations =
        new OperationEndpoints(control.readiness(), telemetry, () -> SampleQueues.Sample.NONE);
    var logins = new Logins(control.authenticate(), control.acting(), telemetry.registry());
    return new RouteGroup(
        new RestDialect(logins),
        Stream.of(
                operations.routes().stream(),
                new SelfEndpoint(control.self()).routes().stream(),
                controlRoutes(options, control),
                new IssuerEndpoints(control.issuers()).reading().stream(),
                Elsewhere.ofAdapter())
            .flatMap(routes -> routes)
            .toList(),
        Fields.MAX_BYTES);
  }

  private static Dialect dialect(UseCases useCases, Telemetry telemetry) {
    return new RestDialect(
        new Logins(useCases.authenticate(), useCases.acting(), telemetry.registry()));
  }

  /// Every route there is.
  static List<Route> routes(
      RestOptions options, UseCases useCases, ControlUseCases control, Telemetry telemetry) {
    return Stream.concat(dataRoutes(options, useCases, telemetry), controlRoutes(options, control))
        .toList();
  }

  private static Stream<Route> dataRoutes(
      RestOptions options, UseCases useCases, Telemetry telemetry) {
    var limits = options.limits();
    var sse = new SseReply(options.keepAlive(), RandomGenerator.getDefault());
    var subscriptions = useCases.subscriptions();
    return Stream.of(
            new OperationEndpoints(useCases.readiness(), telemetry, useCases.queueCounts())
                .routes(),
            new SelfEndpoint(useCases.self()).routes(),
            new TicketEndpoint(useCases.tickets()).routes(),
            new IssuerEndpoints(useCases.issuers()).reading(),
            new QueueEndpoints(useCases.queues()).routes(),
            new SendEndpoints(useCases.send(), limits).routes(),
            new ReceiveEndpoint(useCases.receive()).routes(),
            new SettleEndpoints(useCases.settle()).routes(),
            new RedriveEndpoints(useCases.redrive()).routes(),
            new TopicEndpoints(useCases.topics()).routes(),
            new HistoryEndpoint(useCases.history(), limits).routes(),
            new PublishEndpoints(useCases.publish(), limits).routes(),
            new SubscriptionEndpoints(subscriptions).routes(),
            new PushEndpoints(subscriptions, useCases.secrets(), useCases.tests()).routes(),
            new DeadLetterEndpoints(subscriptions, useCases.deadLetters(), limits).routes(),
            new AttemptEndpoint(useCases.attempts()).routes(),
            new IngestEndpoints(useCases.ingests()).routes(),
            new BucketEndpoints(useCases.buckets()).routes(),
            new KvEndpoints(useCases.readKeys(), useCases.writeKeys(), limits).routes(),
            new KvWatchEndpoint(useCases.watches(), sse).routes(),
            new StreamEndpoints(useCases.streams(), sse).routes(),
            sockets(useCases).routes())
        .flatMap(List::stream);
  }

  private static SocketEndpoints sockets(UseCases useCases) {
    var abilities =
        new SocketSession.Abilities(
            useCases.streams(), useCases.publish(), useCases.work(), useCases.settle());
    return new SocketEndpoints(abilities, useCases.sockets(), RandomGenerator.getDefault());
  }

  private static Stream<Route> controlRoutes(RestOptions options, ControlUseCases control) {
    var invites = control.invites();
    var limiter = new AddressLimiter(INVITE_REQUESTS, System::nanoTime);
    return Stream.of(
            new TenantEndpoints(control.tenants()).routes(),
            new KeyEndpoints(control.keys()).routes(),
            new IssuerEndpoints(control.issuers()).writing(),
            new InviteEndpoints(invites, options).routes(),
            new InviteRequestEndpoints(invites, options.publicUrl()).routes(),
            new ClaimEndpoints(control.claims(), limiter).routes(),
            new AuditEndpoints(control.audit(), control.readiness(), options.keepAlive()).routes(),
            new BackupEndpoint(control.backup()).routes(),
            new QuotaEndpoints(control.quotas()).routes(),
            new ChangeStreamEndpoints(control.changeStreams()).routes())
        .flatMap(List::stream);
  }
}
