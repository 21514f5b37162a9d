package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.in.ReadKeys;
import io.edgemq.ports.in.WriteKeys;
import io.edgemq.server.Call;
import io.edgemq.server.Query;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.List;

/// Reads, writes, deletes, counts and lists keys (SPEC 6).
final class KvEndpoints {
  private static final String KEY = "/v1/kv/{bucket}/{key…}";
  private static final String HISTORY = "/history";
  private static final String INCREMENT = "/incr";
  private static final HeaderName REVISION = HeaderNames.create("X-Revision");
  private static final int EXPECTED = 64;

  /// How much of a list is read at once besides one value.
  private static final int PAGE = 1 << 20;

  private final ReadKeys read;
  private final WriteKeys write;
  private final Limits limits;

  KvEndpoints(ReadKeys read, WriteKeys write, Limits limits) {
    this.read = read;
    this.write = write;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/kv/{bucket}", this::list)
            .taking("match", "limit", "cursor", "values", "body"),
        Route.of(Method.GET, KEY, this::get).taking("revision", "body"),
        Route.of(Method.PUT, KEY, this::put),
        Route.of(Method.DELETE, KEY, this::delete).taking("purge"),
        Route.of(Method.POST, KEY, this::increment).taking("delta"));
  }

  private static BucketName bucket(Call call) {
    return PathParameters.bucket(call.argument("bucket"));
  }

  /// Makes room for what is read before anybody knows how much it is.
  private static void hold(Call call, long bytes) {
    call.hold(Math.min(bytes, call.mostAhead()));
  }

  private static void holdNow(Call call, long bytes) {
    if (!call.holdNow(bytes)) {
      throw Call.overload();
    }
  }

  private Reply list(Call call) {
    var bucket = bucket(call);
    var query = call.query();
    var filter = KvIn.filter(query);
    var paging = paging(query);
    boolean values = KvIn.truth(query, "values");
    var form = MessageJson.Form.of(query);
    hold(call, PAGE + limits.messageBytes());
    var slice = Results.require(read.list(call.principal(), bucket, filter, paging));
    var entries = slice.items();
    holdNow(call, KvJson.cost(entries, form));
    var out =
        new JsonOut(values ? KvJson.expected(entries) : entries.size() * EXPECTED)
            .object()
            .array("keys");
    for (var entry : entries) {
      if (values) {
        KvJson.write(out, bucket, entry, form);
      } else {
        out.value(entry.key().value());
      }
    }
    PathParameters.nextCursor(out.endArray(), slice);
    return JsonReply.ok(out.endObject());
  }

  private static Paging paging(Query query) {
    var paging = PathParameters.paging(query);
    var after = paging.after();
    if (after != null && !KvKey.isLegal(after)) {
      throw Problems.invalidCursor(PathParameters.NEXT_CURSOR).asException();
    }
    return paging;
  }

  private Reply get(Call call) {
    var text = call.argument("key");
    return text.endsWith(HISTORY) && text.length() > HISTORY.length()
        ? history(call, KvIn.key(text.substring(0, text.length() - HISTORY.length())))
        : value(call, KvIn.key(text));
  }

  private Reply value(Call call, KvKey key) {
    var bucket = bucket(call);
    var revision = KvIn.revision(call.query());
    if (call.query().find("body").isPresent()) {
      throw Problems.invalidParameter("body", "absent: a value comes as it is").asException();
    }
    hold(call, limits.messageBytes());
    var entry =
        Results.require(
            revision.isPresent()
                ? read.get(call.principal(), bucket, key, revision.get())
                : read.get(call.principal(), bucket, key));
    if (!(entry.change() instanceof KvChange.Put(var value))) {
      throw new IllegalStateException("a value that is none: " + entry.revision());
    }
    holdNow(call, 2L * value.payload().size());
    return new Reply.Content(
        Status.OK_200,
        HeaderValues.create(HeaderNames.CONTENT_TYPE, value.contentType()),
        value.payload().bytes(),
        tagged(entry.revision()));
  }

  private static List<Header> tagged(long revision) {
    return List.of(HeaderValues.create(HeaderNames.ETAG, "\"" + revision + "\""), header(revision));
  }

  private static Header header(long revision) {
    return HeaderValues.create(REVISION, Long.toString(revision));
  }

  private Reply history(Call call, KvKey key) {
    var bucket = bucket(call);
    var form = MessageJson.Form.of(call.query());
    if (call.query().find("revision").isPresent()) {
      throw Problems.invalidParameter("revision", "absent: a history has all").asException();
    }
    hold(call, limits.messageBytes());
    List<KvEntry> entries = Results.require(read.history(call.principal(), bucket, key));
    holdNow(call, KvJson.cost(entries, form));
    var out = new JsonOut(KvJson.expected(entries)).object().array("entries");
    entries.forEach(entry -> KvJson.write(out, bucket, entry, form));
    return JsonReply.ok(out.endArray().endObject());
  }

  private Reply put(Call call) {
    var target = KvIn.target(call, KvIn.key(call.argument("key")));
    long revision = Results.require(write.put(call.principal(), target, () -> sent(call)));
    return new Reply.Content(
        Status.OK_200,
        JsonReply.TYPE,
        new JsonOut(EXPECTED).object().field("revision", revision).endObject().toBytes(),
        tagged(revision));
  }

  private KvValue sent(Call call) {
    int most = limits.messageBytes();
    var type = MessageIn.type(call);
    var body = call.body(most, () -> Problems.messageTooLarge(most).asException());
    return new KvValue(type, new Payload(body));
  }

  private Reply delete(Call call) {
    var target = KvIn.target(call, KvIn.key(call.argument("key")));
    var removed =
        Results.require(
            KvIn.truth(call.query(), "purge")
                ? write.purge(call.principal(), target)
                : write.delete(call.principal(), target));
    return new Reply.Empty(
        Status.NO_CONTENT_204,
        removed.isPresent() ? List.of(header(removed.getAsLong())) : List.of());
  }

  /// The only thing that is posted to a key.
  private Reply increment(Call call) {
    var text = call.argument("key");
    if (!text.endsWith(INCREMENT) || text.length() == INCREMENT.length()) {
      throw KvProblems.invalidKey("is to end in /incr: that is all that can be posted to")
          .asException();
    }
    var key = KvIn.key(text.substring(0, text.length() - INCREMENT.length()));
    var target = KvIn.target(call, key);
    var counted =
        Results.require(write.increment(call.principal(), target, KvIn.delta(call.query())));
    return new Reply.Content(
        Status.OK_200,
        JsonReply.TYPE,
        KvJson.counted(counted.value(), counted.revision()),
        tagged(counted.revision()));
  }
}
