package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.CheckReadiness;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Reading;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;

/// What operators, probes and tools ask for, without a token (SPEC 8).
final class OperationEndpoints {
  private static final Logger LOG = System.getLogger(OperationEndpoints.class.getName());
  private static final Header PROMETHEUS =
      HeaderValues.createCached(
          HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
  private static final Header YAML =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");
  private static final String STORE_PREFIX = "edgemq_store_";
  private static final int EXPECTED = 64;

  private final CheckReadiness readiness;
  private final Telemetry telemetry;
  private final SampleQueues queues;
  private final byte[] openApi;
  private final byte[] asyncApi;

  OperationEndpoints(CheckReadiness readiness, Telemetry telemetry, SampleQueues queues) {
    this.readiness = readiness;
    this.telemetry = telemetry;
    this.queues = queues;
    this.openApi = Resources.read("/openapi.yaml");
    this.asyncApi = Resources.read("/asyncapi.yaml");
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/health", _ -> status("ok")).open().vital(),
        Route.of(Method.GET, "/v1/ready", _ -> ready()).open().vital(),
        Route.of(Method.GET, "/metrics", _ -> metrics()).open().vital(),
        Route.of(Method.GET, "/openapi.yaml", _ -> page(YAML, openApi)).open(),
        Route.of(Method.GET, "/asyncapi.yaml", _ -> page(YAML, asyncApi)).open());
  }

  private Reply ready() {
    return switch (readiness.readiness()) {
      case Readiness.Ready(var impairments) -> ready(impairments);
      case Readiness.NotReady reason -> throw OutageProblems.of(reason).asException();
    };
  }

  private static Reply ready(List<Impairment> impairments) {
    var json = new JsonOut(EXPECTED).object().field("status", "ready").array("impairments");
    for (var impairment : impairments) {
      json.object()
          .field("code", OutageProblems.code(impairment))
          .field("detail", impairment.detail())
          .endObject();
    }
    return JsonReply.ok(json.endArray().endObject());
  }

  private static Reply status(String status) {
    return JsonReply.ok(new JsonOut(EXPECTED).object().field("status", status).endObject());
  }

  private static Reply page(Header type, byte[] page) {
    return new Reply.Content(Status.OK_200, type, page, List.of());
  }

  private Reply metrics() {
    var page = new StringBuilder(telemetry.registry().scrape());
    QueueMetrics.append(queues.sample(), page);
    storeState().forEach(reading -> append(page, reading));
    try {
      telemetry.store().readings().forEach(reading -> append(page, reading));
    } catch (StoreException down) {
      LOG.log(Level.WARNING, "the store gives no figures", down);
    }
    return page(PROMETHEUS, page.toString().getBytes(UTF_8));
  }

  /// Whether the store serves, and what it lacks: made for alarms.
  private List<Reading> storeState() {
    return switch (telemetry.store().health()) {
      case StoreMonitor.Health.Up(var impairments) -> storeState(1, impairments);
      case StoreMonitor.Health.Down _ -> storeState(0, List.of());
    };
  }

  private static List<Reading> storeState(int up, List<Impairment> impairments) {
    return List.of(
        gauge("up", "Whether the store can serve.", up),
        gauge(
            "full",
            "Whether the store has no room for new messages.",
            impairments.stream().filter(Impairment.Full.class::isInstance).limit(1).count()),
        gauge(
            "damaged_parts",
            "Parts of the store that are gone or unusable.",
            impairments.stream().filter(Impairment.Damaged.class::isInstance).count()));
  }

  private static Reading gauge(String name, String help, long value) {
    return new Reading(name, help, Reading.Kind.GAUGE, (double) value);
  }

  private static void append(StringBuilder page, Reading reading) {
    var name = STORE_PREFIX + reading.name();
    page.append("# HELP ").append(name).append(' ').append(escaped(reading.help())).append('\n');
    page.append("# TYPE ")
        .append(name)
        .append(' ')
        .append(reading.kind().name().toLowerCase(Locale.ROOT))
        .append('\n');
    page.append(name).append(' ').append(reading.value()).append('\n');
  }

  private static String escaped(String help) {
    return help.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
