package io.edgemq.http;

import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestAuth.Scheme;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.ManageIngests.BearerToken;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.PathSecret;
import io.edgemq.ports.in.ManageIngests.Rule;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Ingests as JSON: what is asked (SPEC 7).
final class IngestIn {
  static final String BEARER = "bearer";
  static final String JWT = "jwt";
  static final String SECRET_PATH = "secret_path";
  static final String OPEN = "open";

  private static final String TYPES =
      "'github', 'stripe', 'standard', 'bearer', 'jwt', 'secret_path' or 'open'";
  private static final String SECRET = "secret";
  private static final String TOKEN = "token";
  private static final String TOLERANCE = "tolerance_seconds";
  private static final List<String> AUTH =
      List.of("type", SECRET, TOKEN, "issuer", "jwks_url", "audience", TOLERANCE);
  private static final List<String> SUBJECT = List.of("header", "pointer", "path");
  private static final Pattern PATH_SECRET = Pattern.compile("[A-Za-z0-9_-]{16,128}");
  private static final int SHORTEST_TOKEN = 8;
  private static final int LONGEST_TOKEN = 512;
  private static final Duration SHORTEST_TOLERANCE = Duration.ofSeconds(1);
  private static final Duration LONGEST_TOLERANCE = Duration.ofDays(1);
  private static final String HEADER_NAME = "the name of a header";

  private IngestIn() {}

  /// The fields of an ingest in a request.
  static Fields fields(Call call) {
    return Fields.of(call, "name", "target", "auth", "subject", "dedup", "cors");
  }

  /// The ingest that `fields` ask for.
  static Wish wish(Fields fields) {
    var name = fields.requiredText("name");
    if (!SubscriptionConfig.isLegalName(name)) {
      throw Problems.invalidName("ingest", PathParameters.LETTERS).asException();
    }
    var auth = fields.object("auth", AUTH).orElseThrow(() -> fields.missing("auth"));
    return new Wish(
        name,
        target(fields),
        rule(auth),
        subject(fields),
        fields
            .object("dedup", List.of("header"))
            .map(dedup -> header(dedup, "header"))
            .orElse(null),
        fields
            .object("cors", List.of("origins", "headers", "max_age_seconds"))
            .map(IngestIn::cors)
            .orElse(IngestCors.NOBODY));
  }

  private static IngestTarget target(Fields fields) {
    var target =
        fields
            .object("target", List.of("queue", "topic"))
            .orElseThrow(() -> fields.missing("target"));
    var queue = target.text("queue");
    var topic = target.text("topic");
    if (queue.isPresent() == topic.isPresent()) {
      throw fields.invalid("target", "an object with either 'queue' or 'topic'");
    }
    return queue
        .<IngestTarget>map(name -> new IngestTarget.ToQueue(PathParameters.queue(name)))
        .or(() -> topic.map(name -> new IngestTarget.ToTopic(PathParameters.topic(name))))
        .orElseThrow();
  }

  private static Rule rule(Fields auth) {
    return switch (auth.requiredText("type")) {
      case "github" -> signed(auth, Scheme.GITHUB);
      case "stripe" -> signed(auth, Scheme.STRIPE);
      case "standard" -> signed(auth, Scheme.STANDARD);
      case BEARER -> bearer(auth);
      case JWT -> jwt(auth);
      case SECRET_PATH -> secretPath(auth);
      case OPEN -> {
        requireOnly(auth);
        yield new Given(new IngestAuth.Open());
      }
      default -> throw auth.invalidValue("type", TYPES);
    };
  }

  private static Rule signed(Fields auth, Scheme scheme) {
    switch (scheme) {
      case GITHUB -> requireOnly(auth, SECRET);
      case STRIPE, STANDARD -> requireOnly(auth, SECRET, TOLERANCE);
    }
    var secret = auth.requiredText(SECRET);
    if (!SigningSecret.isLegalOfOthers(secret)) {
      throw auth.invalidValue(
          SECRET, "1 to " + SigningSecret.LONGEST + " printable ASCII characters");
    }
    var tolerance =
        auth.find(TOLERANCE)
            .map(_ -> PushIn.seconds(auth, TOLERANCE, SHORTEST_TOLERANCE, LONGEST_TOLERANCE))
            .orElse(IngestAuth.TOLERANCE);
    return new Given(
        new IngestAuth.Signed(
            scheme, new SigningSecret(secret, SigningSecret.Origin.GIVEN), tolerance));
  }

  private static Rule bearer(Fields auth) {
    requireOnly(auth, TOKEN);
    var token = auth.requiredText(TOKEN);
    if (!Ascii.isVisible(token)
        || token.length() < SHORTEST_TOKEN
        || token.length() > LONGEST_TOKEN) {
      throw auth.invalidValue(
          TOKEN, SHORTEST_TOKEN + " to " + LONGEST_TOKEN + " visible ASCII characters");
    }
    return new BearerToken(token);
  }

  private static Rule jwt(Fields auth) {
    requireOnly(auth, "issuer", "jwks_url", "audience");
    var issuer = longText(auth, "issuer");
    var url =
        auth.text("jwks_url")
            .map(
                text ->
                    WebhookUrl.parse(text)
                        .orElseThrow(() -> auth.invalidValue("jwks_url", "an http(s) URL")))
            .orElse(null);
    if (url == null && IssuerRule.metadata(issuer).isEmpty()) {
      throw auth.invalidValue("issuer", "an http(s) URL where there is no 'jwks_url'");
    }
    return new Given(new IngestAuth.Jwt(issuer, longText(auth, "audience"), url));
  }

  private static String longText(Fields auth, String name) {
    return auth.text(name, 1, IssuerRule.LONGEST).orElseThrow(() -> auth.missing(name));
  }

  private static Rule secretPath(Fields auth) {
    requireOnly(auth, SECRET);
    var secret = auth.text(SECRET);
    if (secret.filter(text -> !PATH_SECRET.matcher(text).matches()).isPresent()) {
      throw auth.invalidValue(SECRET, "16 to 128 letters, digits, '-' or '_', or left out");
    }
    return new PathSecret(secret.orElse(null));
  }

  /// Refuses fields that belong to other types.
  private static void requireOnly(Fields auth, String... names) {
    var own = List.of(names);
    for (var name : AUTH) {
      if (!name.equals("type") && !own.contains(name) && auth.find(name).isPresent()) {
        throw auth.invalid(name, "left out: it belongs to another type");
      }
    }
  }

  private static SubjectSource subject(Fields fields) {
    var subject = fields.object("subject", SUBJECT);
    if (subject.isEmpty()) {
      return new SubjectSource.Nothing();
    }
    var source = subject.get();
    if (SUBJECT.stream().filter(name -> source.find(name).isPresent()).count() != 1) {
      throw fields.invalid("subject", "an object with one of 'header', 'pointer' and 'path'");
    }
    if (source.find("header").isPresent()) {
      return new SubjectSource.FromHeader(header(source, "header"));
    }
    if (source.find("pointer").isPresent()) {
      var pointer = source.requiredText("pointer");
      if (!SubjectSource.FromPointer.isLegal(pointer)) {
        throw source.invalidValue("pointer", "a JSON pointer of 1 to 256 characters, as '/a/b'");
      }
      return new SubjectSource.FromPointer(pointer);
    }
    if (!source.truth("path").orElse(false)) {
      throw source.invalidValue("path", "true, or left out");
    }
    return new SubjectSource.FromPath();
  }

  private static String header(Fields fields, String name) {
    var header = fields.requiredText(name);
    if (header.equals(IngestCors.ANY) || !IngestCors.isHeader(header)) {
      throw fields.invalidValue(name, HEADER_NAME);
    }
    return header;
  }

  private static IngestCors cors(Fields cors) {
    var maxAge =
        cors.find("max_age_seconds")
            .map(
                _ -> PushIn.seconds(cors, "max_age_seconds", Duration.ZERO, IngestCors.LONGEST_AGE))
            .orElse(IngestCors.MAX_AGE);
    return new IngestCors(
        texts(cors, "origins", IngestCors::isOrigin, "origins as browsers send them, or '*'"),
        texts(cors, "headers", IngestCors::isHeader, "names of headers, or '*'"),
        maxAge);
  }

  private static List<String> texts(
      Fields cors, String name, Predicate<String> rule, String demand) {
    var texts = cors.texts(name);
    if (texts.size() > IngestCors.MOST || !texts.stream().allMatch(rule)) {
      throw cors.invalidValue(name, "at most " + IngestCors.MOST + " " + demand);
    }
    return texts;
  }
}
