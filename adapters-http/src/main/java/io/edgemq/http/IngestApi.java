package io.edgemq.http;

import io.edgemq.domain.Stored;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.edgemq.server.RouteGroup;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;
import java.util.Optional;

/// Where senders post that cannot be changed (SPEC 7).
public final class IngestApi {
  private static final String PATH = IngestDialect.PREFIX + "{id}";
  private static final String PATH_AND_REST = PATH + "/{rest…}";
  private static final List<Header> REPLAYED =
      List.of(HeaderValues.createCached("Idempotent-Replayed", "true"));
  private static final int EXPECTED = 32;

  private final IngestMessages ingests;
  private final IngestCounters counters;
  private final int limit;

  private IngestApi(IngestMessages ingests, IngestCounters counters, int limit) {
    this.ingests = ingests;
    this.counters = counters;
    this.limit = limit;
  }

  /// What a process serves that serves tenants.
  public static RouteGroup of(RestOptions options, UseCases useCases, Telemetry telemetry) {
    var ingests = useCases.ingest();
    int limit = options.limits().messageBytes();
    var api = new IngestApi(ingests, new IngestCounters(telemetry.registry()), limit);
    return new RouteGroup(
        new IngestDialect(ingests, IdentityProblems.noSuchIngest()), api.routes(), limit);
  }

  /// What a process says of ingests whose role has none.
  public static RouteGroup elsewhere() {
    return new RouteGroup(
        new IngestDialect(new Nowhere(), ControlProblems.notServedHere("adapter")),
        Elsewhere.ofIngests(PATH, PATH_AND_REST).toList(),
        0);
  }

  private List<Route> routes() {
    return List.of(
        Route.of(Method.POST, PATH, call -> take(call, "")).open(),
        Route.of(Method.POST, PATH_AND_REST, call -> take(call, call.argument("rest"))).open());
  }

  private Reply take(Call call, String rest) throws InterruptedException {
    var _ = call.header(HeaderNames.ORIGIN); // two of them are none to decide by
    var outcome = take(call.argument("id"), new PostedRequest(call, rest, limit));
    counters.count(outcome);
    return reply(Results.require(outcome));
  }

  private Outcome<Stored> take(String id, PostedRequest request) throws InterruptedException {
    var known = IngestDialect.id(id);
    return known.isEmpty()
        ? Outcome.refused(new Refusal.NoSuchIngest())
        : ingests.ingest(known.get(), request);
  }

  /// The names of queue and topic are the tenant's: whoever posts is not told them.
  private static Reply reply(Stored stored) {
    var json = new JsonOut(EXPECTED).object().field("sequence", stored.sequence()).endObject();
    var headers =
        switch (stored.origin()) {
          case FRESH -> List.<Header>of();
          case REPLAYED -> REPLAYED;
        };
    return new Reply.Content(Status.ACCEPTED_202, JsonReply.TYPE, json.toBytes(), headers);
  }

  /// Has no ingest.
  private static final class Nowhere implements IngestMessages {
    @Override
    public Optional<IngestCors> cors(IngestId id) {
      return Optional.empty();
    }

    @Override
    public Outcome<Stored> ingest(IngestId id, Request request) {
      return Outcome.refused(new Refusal.NoSuchIngest());
    }
  }
}
