package io.edgemq.http;

import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Outcome;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

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

  /// The answer to a single message: the first one's, should it be a repetition.
  static Reply reply(Stored stored, JsonOut json) {
    var headers =
        switch (stored.origin()) {
          case FRESH -> List.<Header>of();
          case REPLAYED -> REPLAYED_ONLY;
        };
    return new Reply.Content(Status.CREATED_201, Reply.JSON, json.toBytes(), headers);
  }

  /// The answer to a batch: for each entry what `write` makes of the place of its message, or why
  /// there is none.
  static <M> Reply batch(
      BatchIn<M> batch, List<Outcome<Stored>> outcomes, BiConsumer<M, Stored> write, JsonOut out) {
    var next = outcomes.iterator();
    for (var entry : batch.entries()) {
      switch (entry) {
        case BatchIn.Good<M>(M message) -> write(message, next, write, out);
        case BatchIn.Bad<M>(var problem) -> refuse(problem, out);
      }
    }
    return Reply.ok(out.endArray().endObject());
  }

  /// Begins the answer to a batch.
  static JsonOut begin(BatchIn<?> batch) {
    return new JsonOut(batch.entries().size() * EXPECTED).object().array("results");
  }

  private static <M> void write(
      M message, Iterator<Outcome<Stored>> next, BiConsumer<M, Stored> write, JsonOut out) {
    switch (next.next()) {
      case Outcome.Done<Stored>(Stored stored) -> {
        write.accept(message, stored);
        switch (stored.origin()) {
          case FRESH -> out.endObject();
          case REPLAYED -> out.field("replayed", true).endObject();
        }
      }
      case Outcome.Refused<Stored>(var refusal) -> refuse(Problems.of(refusal), out);
    }
  }

  private static void refuse(Problem problem, JsonOut out) {
    problem.writeAs("error", out.object());
    out.endObject();
  }
}
