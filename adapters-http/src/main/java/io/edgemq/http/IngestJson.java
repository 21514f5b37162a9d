package io.edgemq.http;

import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.ManageIngests.Made;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Ingests as JSON: what is answered (SPEC 7). The end of a path that is secret stands only in the
/// answer that made it; no other secret stands anywhere.
final class IngestJson {
  private static final String HIDDEN = "***";

  private IngestJson() {}

  /// An ingest as an object.
  static JsonOut write(JsonOut out, Made made) {
    var ingest = made.ingest();
    out.object().field("name", ingest.name()).field("path", path(ingest, made.secret()));
    switch (ingest.target()) {
      case IngestTarget.ToQueue(var queue) -> single(out, "target", "queue", queue.value());
      case IngestTarget.ToTopic(var topic) -> single(out, "target", "topic", topic.value());
    }
    auth(out.object("auth"), ingest.auth()).endObject();
    subject(out, ingest.subject());
    dedup(out, ingest.dedupHeader());
    cors(out.object("cors"), ingest.cors()).endObject();
    return out.field("created_at", ingest.createdAt().toString()).endObject();
  }

  private static void single(JsonOut out, String name, String field, String value) {
    out.object(name).field(field, value).endObject();
  }

  private static String path(Ingest ingest, @Nullable String secret) {
    var path = IngestDialect.PREFIX + ingest.id().value();
    return ingest.auth() instanceof IngestAuth.SecretPath
        ? path + "/" + (secret == null ? HIDDEN : secret)
        : path;
  }

  private static JsonOut auth(JsonOut out, IngestAuth auth) {
    return switch (auth) {
      case IngestAuth.Signed signed -> signed(out, signed);
      case IngestAuth.Bearer _ -> out.field("type", IngestIn.BEARER);
      case IngestAuth.Jwt(var issuer, var audience, var keys) ->
          out.field("type", IngestIn.JWT)
              .field("issuer", issuer)
              .field("audience", audience)
              .field("jwks_url", keys == null ? null : keys.text());
      case IngestAuth.SecretPath _ -> out.field("type", IngestIn.SECRET_PATH);
      case IngestAuth.Open _ -> out.field("type", IngestIn.OPEN);
    };
  }

  private static JsonOut signed(JsonOut out, IngestAuth.Signed signed) {
    out.field("type", signed.scheme().name().toLowerCase(Locale.ROOT));
    return switch (signed.scheme()) {
      case GITHUB -> out;
      case STRIPE, STANDARD -> seconds(out, "tolerance_seconds", signed.tolerance());
    };
  }

  private static JsonOut seconds(JsonOut out, String name, Duration value) {
    return out.fieldOf(name, Seconds.text(value));
  }

  private static void subject(JsonOut out, SubjectSource source) {
    switch (source) {
      case SubjectSource.Nothing _ -> out.field("subject", (String) null);
      case SubjectSource.FromHeader(var name) -> single(out, "subject", "header", name);
      case SubjectSource.FromPointer(var pointer) -> single(out, "subject", "pointer", pointer);
      case SubjectSource.FromPath _ -> out.object("subject").field("path", true).endObject();
    }
  }

  private static void dedup(JsonOut out, @Nullable String header) {
    if (header == null) {
      out.field("dedup", (String) null);
    } else {
      single(out, "dedup", "header", header);
    }
  }

  private static JsonOut cors(JsonOut out, IngestCors cors) {
    out.array("origins");
    cors.origins().forEach(out::value);
    out.endArray().array("headers");
    cors.headers().forEach(out::value);
    return seconds(out.endArray(), "max_age_seconds", cors.maxAge());
  }
}
