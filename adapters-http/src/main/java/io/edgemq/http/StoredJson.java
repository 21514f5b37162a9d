package io.edgemq.http;

import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.List;
import java.util.function.Function;

/// Answers where messages were stored (SPEC 3 and 4).
final class StoredJson {
  private static final Header REPLAYED = HeaderValues.createCached("Idempotent-Replayed", "true");
  private static final List<Header> REPLAYED_ONLY = List.of(REPLAYED);
  private static final int EXPECTED = 160;

  private StoredJson() {}

  /// Begins the object of a message: its id and sequence.
  static JsonOut begin(JsonOut out, String home, Stored stored) {
    return out.object()
        .field("id", home + "-" + stored.sequence())
        .field("sequence", stored.sequence());
  }

  /// The answer to a single message. A repetition gets the answer of the first one.
  static Reply reply(Stored stored, JsonOut json) {
    var headers =
        switch (stored.origin()) {
          case FRESH -> List.<Header>of();
          case REPLAYED -> REPLAYED_ONLY;
        };
    return new Reply.Content(Status.CREATED_201, JsonReply.TYPE, json.toBytes(), headers);
  }

  /// The answer to a batch: for each entry, where its message was stored, or why it was not.
  ///
  /// @param begin begins the object of an entry
  static <M, R> Reply batch(
      BatchIn<M> batch, List<Outcome<R>> outcomes, Function<R, Stored> begin, JsonOut out) {
    var next = outcomes.iterator();
    for (var entry : batch.entries()) {
      switch (entry) {
        case BatchIn.Good<M> _ -> write(next.next(), begin, out);
        case BatchIn.Bad<M>(var problem) -> refuse(problem, out);
      }
    }
    return JsonReply.ok(out.endArray().endObject());
  }

  /// Begins the answer to a batch.
  static JsonOut begin(BatchIn<?> batch) {
    return new JsonOut(batch.entries().size() * EXPECTED).object().array("results");
  }

  private static <R> void write(Outcome<R> outcome, Function<R, Stored> begin, JsonOut out) {
    switch (outcome) {
      case Outcome.Done<R>(R result) -> {
        switch (begin.apply(result).origin()) {
          case FRESH -> out.endObject();
          case REPLAYED -> out.field("replayed", true).endObject();
        }
      }
      case Outcome.Refused<R>(var refusal) -> refuse(Problems.of(refusal), out);
    }
  }

  private static void refuse(Problem problem, JsonOut out) {
    problem.writeAs("error", out.object());
    out.endObject();
  }
}
