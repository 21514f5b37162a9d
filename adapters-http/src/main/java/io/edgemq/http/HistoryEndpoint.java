package io.edgemq.http;

import io.edgemq.domain.Limits;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replays topics (SPEC 4). A page that is not small is written while it is read.
final class HistoryEndpoint {
  private static final Logger LOG = System.getLogger(HistoryEndpoint.class.getName());
  private static final int PIECE = 1 << 16;
  private static final int EXPECTED = 512;

  /// What a page may take in memory that is written at once.
  private static final long SMALL = 1 << 18;

  /// What is written of a page is in memory twice for a moment, here and on its way.
  private static final long PIECES = 2L * PIECE;

  private final ReadHistory history;
  private final long room;

  HistoryEndpoint(ReadHistory history, Limits limits) {
    this.history = history;
    this.room = HistoryPart.room(limits);
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
    var left = HistoryPart.page(PathParameters.limit(query));
    var wanted = left.query(from, filter);
    call.hold(room(call));
    var page = Results.require(history.read(call.principal(), topic, wanted));
    var part = new HistoryPart(page, wanted, left);
    if (part.next().isEmpty() && part.costAtOnce(form) <= SMALL) {
      return whole(call, part, form);
    }
    if (!call.holdNow(part.cost(form) + PIECES)) {
      throw Call.overload();
    }
    return new Reply.Streamed(
        List.of(JsonReply.TYPE), new Parts(part, new Source(call, topic, filter), form));
  }

  /// The room for reading a part, as far as it may be asked for before anything is known of it.
  private long room(Call call) {
    return Math.min(room, call.mostAhead());
  }

  private static Reply whole(Call call, HistoryPart part, MessageJson.Form form) {
    if (!call.holdNow(part.costAtOnce(form))) {
      throw Call.overload();
    }
    var page = part.page();
    var out = new JsonOut(page.messages().size() * EXPECTED).object().array("messages");
    page.messages().forEach(message -> MessageJson.write(out, message, form));
    return JsonReply.ok(end(out, End.of(page), page.gap()));
  }

  /// Where a page ends.
  private record End(long nextFrom, LogBounds bounds) {
    static End of(ReadHistory.HistoryPage page) {
      return new End(page.nextFrom(), page.bounds());
    }
  }

  private static JsonOut end(JsonOut out, End end, StreamItem.@Nullable Gap gap) {
    out.endArray()
        .field("next_from", end.nextFrom())
        .field("first_sequence", end.bounds().first())
        .field("last_sequence", end.bounds().last());
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
    private final Call call;
    private final TopicName topic;
    private final SubjectFilter filter;

    Source(Call call, TopicName topic, SubjectFilter filter) {
      this.call = call;
      this.topic = topic;
      this.filter = filter;
    }

    /// Reads the part from `from` on. Empty when there is no room for it now, or when something is
    /// missing before it: then the page ends here, and the caller's next one begins with it. The
    /// answer has begun, so a failure can only break it off.
    Optional<HistoryPart> next(long from, HistoryPart.Left left, MessageJson.Form form)
        throws IOException {
      if (!call.holdNow(room(call))) {
        return Optional.empty();
      }
      var query = left.query(new Start.AtSequence(from), filter);
      var part = new HistoryPart(read(query), query, left);
      return part.page().gap() == null && call.holdNow(part.cost(form) + PIECES)
          ? Optional.of(part)
          : Optional.empty();
    }

    private ReadHistory.HistoryPage read(ReadHistory.Query query) throws IOException {
      try {
        return switch (history.read(call.principal(), topic, query)) {
          case Outcome.Done<ReadHistory.HistoryPage>(var page) -> page;
          case Outcome.Refused<ReadHistory.HistoryPage>(var refusal) -> {
            LOG.log(Level.WARNING, "a page of history breaks off: refusal={0}", refusal);
            throw new IOException("the topic cannot be read any more: " + refusal);
          }
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
    private final StreamItem.@Nullable Gap gap;
    private Optional<HistoryPart> part;
    private End end;

    Parts(HistoryPart first, Source source, MessageJson.Form form) {
      this.source = source;
      this.form = form;
      this.gap = first.page().gap();
      this.part = Optional.of(first);
      this.end = End.of(first.page());
    }

    @Override
    public void writeTo(OutputStream stream) throws IOException {
      var out = new JsonOut(PIECE).object().array("messages");
      while (part.isPresent()) {
        var left = write(part.get(), out, stream);
        part = Optional.empty(); // it is not needed while the next one is read
        if (left.isPresent()) {
          part = source.next(end.nextFrom(), left.get(), form);
        }
      }
      end(out, end, gap).writeTo(stream);
    }

    /// Writes a part. What the page may have after it.
    private Optional<HistoryPart.Left> write(HistoryPart now, JsonOut out, OutputStream stream)
        throws IOException {
      for (var message : now.page().messages()) {
        MessageJson.write(out, message, form);
        if (out.size() >= PIECE) {
          out.drainTo(stream);
        }
      }
      end = End.of(now.page());
      return now.next();
    }
  }
}
