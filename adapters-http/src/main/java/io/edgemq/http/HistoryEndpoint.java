package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Replays topics (SPEC 4). A page that is more than one part is written while it is read.
final class HistoryEndpoint {
  private static final Logger LOG = System.getLogger(HistoryEndpoint.class.getName());
  private static final int PIECE = 1 << 16;
  private static final int EXPECTED = 512;

  private final ReadHistory history;
  private final long mostBytes;

  HistoryEndpoint(ReadHistory history, Limits limits) {
    this.history = history;
    this.mostBytes = HistoryPart.most(limits);
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/topics/{topic}/messages", this::read)
            .taking("from", "pattern", "limit", "body"));
  }

  private Reply read(Call call) {
    var topic = PathParameters.topic(call.argument("topic"));
    var query = call.query();
    var filter = PathParameters.filter(topic, query.find("pattern").orElse(null));
    var from = PathParameters.from(query).orElse(Start.EARLIEST);
    var form = MessageJson.Form.of(query);
    int limit = PathParameters.limit(query);
    var wanted = new ReadHistory.Query(from, filter, limit, HistoryPart.BYTES);
    call.hold(form.cost() * mostBytes);
    var page = Results.require(history.read(call.principal(), topic, wanted));
    var part = HistoryPart.first(page, wanted);
    return part.next().isEmpty()
        ? whole(call, part, form)
        : new Reply.Streamed(
            List.of(JsonReply.TYPE), new Parts(part, new Source(call.principal(), topic), form));
  }

  private static Reply whole(Call call, HistoryPart part, MessageJson.Form form) {
    var page = part.page();
    var out = new JsonOut(page.messages().size() * EXPECTED).object().array("messages");
    page.messages().forEach(message -> MessageJson.write(out, message, form));
    var reply = JsonReply.ok(end(out, page, page.gap()));
    call.hold(2L * reply.body().length);
    return reply;
  }

  private static JsonOut end(
      JsonOut out, ReadHistory.HistoryPage page, StreamItem.@Nullable Gap gap) {
    out.endArray()
        .field("next_from", page.nextFrom())
        .field("first_sequence", page.bounds().first())
        .field("last_sequence", page.bounds().last());
    if (gap != null) {
      out.object("gap")
          .field("requested", gap.requested())
          .field("oldest", gap.oldest())
          .field("newest", gap.newest())
          .endObject();
    }
    return out.endObject();
  }

  /// Where further parts come from.
  private final class Source {
    private final Principal caller;
    private final TopicName topic;

    Source(Principal caller, TopicName topic) {
      this.caller = caller;
      this.topic = topic;
    }

    /// Reads the next part. The answer has begun, so a failure can only break it off.
    HistoryPart after(HistoryPart part, ReadHistory.Query query) throws IOException {
      try {
        return switch (history.read(caller, topic, query)) {
          case Outcome.Done<ReadHistory.HistoryPage>(var page) -> part.followedBy(page, query);
          case Outcome.Refused<ReadHistory.HistoryPage>(var refusal) ->
              throw new IOException("the topic cannot be read any more: " + refusal);
        };
      } catch (StoreException outage) {
        LOG.log(Level.WARNING, "a page of history breaks off: cause={0}", outage.toString());
        throw new IOException(outage);
      }
    }
  }

  /// Writes a page part by part. Written once.
  private static final class Parts implements Reply.Body {
    private final Source source;
    private final MessageJson.Form form;
    private @Nullable HistoryPart first;

    Parts(HistoryPart first, Source source, MessageJson.Form form) {
      this.first = first;
      this.source = source;
      this.form = form;
    }

    @Override
    public void writeTo(OutputStream stream) throws IOException {
      var out = new JsonOut(PIECE).object().array("messages");
      var part = first;
      first = null; // it is not needed while the others are written
      var gap = part == null ? null : part.page().gap();
      while (part != null) {
        write(part, out, stream);
        var following = following(part);
        if (following == null) {
          end(out, part.page(), gap).writeTo(stream);
        }
        part = following;
      }
    }

    /// The next part; null when the page ends. It ends before messages that were dropped meanwhile:
    /// a page tells one gap, and whoever asks for the next page is told of that one.
    private @Nullable HistoryPart following(HistoryPart part) throws IOException {
      var query = part.next();
      if (query.isEmpty()) {
        return null;
      }
      var next = source.after(part, query.get());
      return next.page().gap() == null ? next : null;
    }

    private void write(HistoryPart part, JsonOut out, OutputStream stream) throws IOException {
      for (var message : part.page().messages()) {
        MessageJson.write(out, message, form);
        if (out.size() >= PIECE) {
          out.drainTo(stream);
        }
      }
    }
  }
}
