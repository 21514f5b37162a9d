package io.edgemq.http;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Stored;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.IngestMessages;
import io.edgemq.ports.in.ManageIngests;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Ingests that answer what a test says, and remember what was asked of them.
final class FakeIngests implements ManageIngests, IngestMessages {
  static final IngestId ID = new IngestId("in_" + "a".repeat(24));

  /// What any post is answered.
  Outcome<Stored> answer = Outcome.done(new Stored(7, Stored.Origin.FRESH));

  Optional<IngestCors> cors = Optional.of(IngestCors.NOBODY);
  Outcome<Unit> permission = Unit.done();
  final List<Wish> wishes = new ArrayList<>();
  final List<Request> posts = new ArrayList<>();
  String body = "";

  /// What any creation is answered.
  Outcome<Creation<Made>> creation =
      Outcome.done(new Creation.Created<>(new Made(ingest(new IngestAuth.Open()), null)));

  static Ingest ingest(IngestAuth auth) {
    return new Ingest(
        ID,
        FakeLogins.TENANT,
        "hooks",
        new IngestTarget.ToQueue(new QueueName("jobs")),
        auth,
        new SubjectSource.Nothing(),
        null,
        IngestCors.NOBODY,
        FakeQueues.BORN);
  }

  @Override
  public Outcome<Unit> mayManage(Principal who) {
    return permission;
  }

  @Override
  public Outcome<Creation<Made>> create(Principal who, Wish wish) {
    wishes.add(wish);
    return creation;
  }

  @Override
  public Outcome<Slice<Ingest>> list(Principal who, Paging paging) {
    return permission.then(
        _ ->
            Outcome.done(
                switch (creation) {
                  case Outcome.Done<Creation<Made>>(var made) ->
                      new Slice<>(List.of(made.thing().ingest()), null);
                  case Outcome.Refused<Creation<Made>> _ -> new Slice<Ingest>(List.of(), null);
                }));
  }

  @Override
  public Outcome<Unit> delete(Principal who, String name) {
    return permission;
  }

  @Override
  public Optional<IngestCors> cors(IngestId id) {
    return id.equals(ID) ? cors : Optional.empty();
  }

  @Override
  public Outcome<Stored> ingest(IngestId id, Request request) {
    posts.add(request);
    body = new String(request.body(), java.nio.charset.StandardCharsets.UTF_8);
    return answer;
  }
}
