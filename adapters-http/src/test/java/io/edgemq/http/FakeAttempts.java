package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadAttempts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Attempts that answer what a test says, and remember what was asked of them.
final class FakeAttempts implements ReadAttempts {
  final List<Asked> asked = new ArrayList<>();
  Outcome<Page> page = Outcome.done(new Page(List.of(), null));

  /// What was asked for.
  record Asked(SubscriptionId id, @Nullable Long before, int limit) {}

  @Override
  public Outcome<Page> list(Principal who, SubscriptionId id, @Nullable Long before, int limit) {
    asked.add(new Asked(id, before, limit));
    return page;
  }
}
