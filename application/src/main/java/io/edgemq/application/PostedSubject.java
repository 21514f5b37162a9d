package io.edgemq.application;

import io.edgemq.domain.Subject;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.IngestMessages.Request;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.util.Optional;

/// What a posted message is about, below the name of its topic: as the ingest says where to look.
final class PostedSubject {
  /// Stands for a topic's name where a subject is checked.
  private static final String ANY_TOPIC = "x.";

  private PostedSubject() {}

  /// The tokens behind the name of the topic; empty when the ingest takes them from nowhere.
  /// Refused when there are none, or no subject can have them.
  static Outcome<Optional<String>> of(Ingest ingest, Request request) {
    return switch (ingest.subject()) {
      case SubjectSource.Nothing _ -> Outcome.done(Optional.empty());
      case SubjectSource.FromHeader(var name) ->
          checked(request.header(name), "is missing: the request has no single header " + name);
      case SubjectSource.FromPointer(var pointer) ->
          checked(
              request.at(pointer),
              "is missing: the body is no JSON with a text or whole number at " + pointer);
      case SubjectSource.FromPath _ ->
          checked(
              Optional.of(IngestPath.of(ingest.auth(), request.rest()).rest())
                  .filter(rest -> !rest.isEmpty())
                  .map(rest -> rest.replace('/', '.')),
              "is missing: nothing follows the ingest's path");
    };
  }

  private static Outcome<Optional<String>> checked(Optional<String> value, String missing) {
    if (value.isEmpty()) {
      return Outcome.refused(new Refusal.NoSubject(missing));
    }
    return Subject.complaint(ANY_TOPIC + value.get())
        .map(complaint -> Outcome.<Optional<String>>refused(new Refusal.NoSubject(complaint)))
        .orElseGet(() -> Outcome.done(value));
  }
}
