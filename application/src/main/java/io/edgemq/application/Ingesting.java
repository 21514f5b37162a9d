package io.edgemq.application;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.IngestStore;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes messages of what is posted to ingests. Who posts is told as little as can be: whether
/// there is an ingest, and whether its rule holds, but not which part of it does not.
public final class Ingesting implements IngestMessages {
  private static final String HASHED = "sha256:";

  private final Access access;
  private final IngestStore store;
  private final Targets targets;
  private final SenderRules rules;

  /// What messages are put into.
  public record Targets(Sending sending, Publishing publishing) {}

  /// @param jwts which JWTs are good
  /// @param clock what signed times are compared with
  public record Trust(JwtTrust jwts, InstantSource clock) {}

  public Ingesting(Access access, IngestStore store, Targets targets, Trust trust) {
    this.access = access;
    this.store = store;
    this.targets = targets;
    this.rules = new SenderRules(trust.jwts(), trust.clock());
  }

  /// The permission to put messages there.
  private sealed interface Destination {
    record InQueue(QueueRef ref) implements Destination {}

    record OnTopic(TopicRef ref) implements Destination {}
  }

  @Override
  public Optional<IngestCors> cors(IngestId id) {
    return store.find(id).map(Ingest::cors);
  }

  @Override
  public Outcome<Stored> ingest(IngestId id, Request request) throws InterruptedException {
    return switch (attempt(id, request)) {
      case Outcome.Refused<Stored>(Refusal.NoSuchQueue _) ->
          Outcome.refused(new Refusal.NoIngestTarget());
      case Outcome.Refused<Stored>(Refusal.NoSuchTopic _) ->
          Outcome.refused(new Refusal.NoIngestTarget());
      case Outcome.Refused<Stored> refused -> refused;
      case Outcome.Done<Stored> done -> done;
    };
  }

  private Outcome<Stored> attempt(IngestId id, Request request) throws InterruptedException {
    var found = store.find(id);
    if (found.isEmpty()) {
      return Outcome.refused(new Refusal.NoSuchIngest());
    }
    var ingest = found.get();
    return switch (destination(ingest)) {
      // Of a tenant that was removed nothing is left.
      case Outcome.Refused<Destination>(Refusal.NoSuchTenant _) ->
          Outcome.refused(new Refusal.NoSuchIngest());
      case Outcome.Refused<Destination>(var why) -> Outcome.refused(why);
      case Outcome.Done<Destination>(var destination) -> admit(ingest, destination, request);
    };
  }

  private Outcome<Destination> destination(Ingest ingest) {
    return switch (ingest.target()) {
      case IngestTarget.ToQueue target ->
          access.toIngest(ingest, target).then(ref -> Outcome.done(new Destination.InQueue(ref)));
      case IngestTarget.ToTopic target ->
          access.toIngest(ingest, target).then(ref -> Outcome.done(new Destination.OnTopic(ref)));
    };
  }

  private Outcome<Stored> admit(Ingest ingest, Destination destination, Request request)
      throws InterruptedException {
    if (request.header("Origin").filter(page -> !ingest.cors().permits(page)).isPresent()) {
      return Outcome.refused(new Refusal.OriginNotAllowed());
    }
    var check = rules.admit(ingest.auth(), request);
    if (check.isEmpty()) {
      return Outcome.refused(new Refusal.IngestDenied());
    }
    return headComplaint(ingest, request)
        .map(Outcome::<Stored>refused)
        .orElseGet(() -> take(ingest, destination, new Checked(request, check.get())));
  }

  /// A request and what its body must show yet.
  private record Checked(Request request, BodyCheck check) {}

  /// What is wrong with a request before its body. Who signs has shown nothing before that.
  private static Optional<Refusal> headComplaint(Ingest ingest, Request request) {
    if (ingest.auth() instanceof IngestAuth.Signed
        || ingest.subject() instanceof SubjectSource.FromPointer) {
      return surplus(ingest, request);
    }
    return surplus(ingest, request)
        .or(
            () ->
                PostedSubject.of(ingest, request) instanceof Outcome.Refused<?>(var why)
                    ? Optional.of(why)
                    : Optional.empty());
  }

  /// A path that goes on behind the ingest is another one, unless the ingest reads it.
  private static Optional<Refusal> surplus(Ingest ingest, Request request) {
    boolean goesOn = !IngestPath.of(ingest.auth(), request.rest()).rest().isEmpty();
    return goesOn && !(ingest.subject() instanceof SubjectSource.FromPath)
        ? Optional.of(new Refusal.NoSuchIngest())
        : Optional.empty();
  }

  private Outcome<Stored> take(Ingest ingest, Destination destination, Checked checked) {
    var request = checked.request();
    var body = request.body();
    if (!checked.check().accepts(body)) {
      return Outcome.refused(new Refusal.IngestDenied());
    }
    var content = new Content(type(request), Attributes.NONE, new Payload(body));
    var key = key(ingest, request);
    return PostedSubject.of(ingest, request)
        .then(
            about ->
                switch (destination) {
                  case Destination.InQueue(var ref) ->
                      targets
                          .sending()
                          .sendPermitted(ref, new NewQueueMessage(content, null, null, key), about);
                  case Destination.OnTopic(var ref) ->
                      targets
                          .publishing()
                          .publishPermitted(
                              ref, new NewTopicMessage(subject(ref, about), content, key))
                          .then(published -> Outcome.done(published.stored()));
                });
  }

  private static Subject subject(TopicRef topic, Optional<String> about) {
    return about
        .map(tokens -> new Subject(topic.name().value() + "." + tokens))
        .orElseGet(() -> Subject.of(topic.name()));
  }

  /// A media type that no message can have is none: the sender cannot be changed.
  private static String type(Request request) {
    return request.header("Content-Type").filter(Content::isLegalType).orElse(Content.DEFAULT_TYPE);
  }

  /// The sender's key, apart from the keys of all others who write there: a sender of one ingest
  /// must not be able to make that of another one's message look like a repetition. Null when there
  /// is none: the message is stored in any case.
  private static @Nullable DedupKey key(Ingest ingest, Request request) {
    var header = ingest.dedupHeader();
    if (header == null) {
      return null;
    }
    return request.header(header).map(value -> key(ingest.id().value() + "/", value)).orElse(null);
  }

  /// A value that is too long for a key, or has other characters, is hashed.
  private static DedupKey key(String prefix, String value) {
    return new DedupKey(
        DedupKey.isLegal(prefix + value) && !value.startsWith(HASHED)
            ? prefix + value
            : prefix + HASHED + Sha256.hex(value));
  }
}
