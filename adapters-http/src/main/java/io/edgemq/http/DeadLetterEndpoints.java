package io.edgemq.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.domain.Limits;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.ManageDeadLetters.Page;
import io.edgemq.ports.in.ManageSubscriptions;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Between;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.HashSet;
import java.util.List;

/// Shows the dead letters of subscriptions, and has them tried again (SPEC 5.3).
final class DeadLetterEndpoints {
  private static final int EXPECTED = 512;

  /// How many messages of the largest size a page may hold in memory while it is read.
  private static final long LARGEST = 24;

  private final ManageDeadLetters letters;
  private final ManageSubscriptions subscriptions;
  private final long room;

  DeadLetterEndpoints(ManageSubscriptions subscriptions, ManageDeadLetters letters, Limits limits) {
    this.subscriptions = subscriptions;
    this.letters = letters;
    this.room = LARGEST * limits.messageBytes();
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/subscriptions/{id}/dead-letters", this::list)
            .taking("limit", "cursor", "body"),
        Route.of(Method.POST, "/v1/subscriptions/{id}/dead-letters/redrive", this::redrive));
  }

  private Reply list(Call call) {
    var id = id(call);
    var form = MessageJson.Form.of(call.query());
    int limit = PathParameters.limit(call.query());
    long after = PathParameters.sequence(call.query()).orElse(0L);
    call.hold(Math.min(room, call.mostAhead()));
    var page = Results.require(letters.list(call.principal(), id, after, limit));
    if (!call.holdNow(cost(page, form))) {
      throw Call.overload();
    }
    var out = new JsonOut(page.letters().size() * EXPECTED).object().array("dead_letters");
    page.letters().forEach(letter -> write(out, letter, form));
    PathParameters.nextSequence(out.endArray(), page.next());
    return JsonReply.ok(out.endObject());
  }

  private static long cost(Page page, MessageJson.Form form) {
    return page.letters().stream()
        .mapToLong(letter -> MessageJson.cost(letter.message(), form))
        .sum();
  }

  private static void write(JsonOut out, DeadLetter letter, MessageJson.Form form) {
    var status = letter.lastStatus();
    MessageJson.begin(out, letter.message(), form)
        .field("reason", letter.reason().text())
        .fieldOrNull("last_status", status.isPresent() ? Long.valueOf(status.getAsInt()) : null)
        .field("attempts", letter.attempts())
        .field("dead_at", letter.deadAt().toString())
        .endObject();
  }

  private Reply redrive(Call call) {
    var id = SubscriptionEndpoints.mayChange(subscriptions, call);
    var fields = Fields.of(call, "sequences", "from", "to", "dry_run");
    var selection = selection(fields);
    if (fields.truth("dry_run").orElse(false)) {
      long count = Results.require(letters.count(call.principal(), id, selection));
      return JsonReply.ok(new JsonOut(0).object().field("would_move", count).endObject());
    }
    long moved = Results.require(letters.redrive(call.principal(), id, selection));
    return JsonReply.of(
        Status.ACCEPTED_202, new JsonOut(0).object().field("moved", moved).endObject());
  }

  private static Selection selection(Fields fields) {
    boolean isRange = fields.find("from").isPresent() || fields.find("to").isPresent();
    if (fields.find("sequences").isEmpty()) {
      return isRange ? between(fields) : new All();
    }
    if (isRange) {
      throw fields.invalid("sequences", "left out when there is a 'from' or a 'to'");
    }
    var sequences = new HashSet<Long>();
    for (var node : fields.elements("sequences")) {
      sequences.add(sequence(fields, node));
    }
    return new Sequences(sequences);
  }

  private static long sequence(Fields fields, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw fields.invalid("sequences", "a list of sequences");
    }
    return node.longValue();
  }

  private static Between between(Fields fields) {
    return new Between(
        fields.number("from", 0, Long.MAX_VALUE).orElse(1L),
        fields.number("to", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE));
  }

  private static SubscriptionId id(Call call) {
    return PathParameters.subscription(call.argument("id"));
  }
}
