package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadAttempts;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AttemptLog.Logged;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Shows the latest attempts of subscriptions. Who may see a part of what a subscription delivers
/// sees the attempts at that part, as far as the topic still keeps the messages: an answer may
/// repeat what was sent.
public final class Attempts implements ReadAttempts {
  /// How many subjects are asked for at once.
  private static final int BATCH = 100;

  private final Access access;
  private final SubscriptionRows rows;
  private final TopicLog topics;
  private final AttemptLog log;

  public Attempts(Access access, SubscriptionStore subscriptions, TopicLog topics, AttemptLog log) {
    this.access = access;
    this.rows = new SubscriptionRows(subscriptions);
    this.topics = topics;
    this.log = log;
  }

  @Override
  public Outcome<Page> list(Principal who, SubscriptionId id, @Nullable Long before, int limit) {
    return access
        .toRead(who, id)
        .then(ref -> list(who, ref, before == null ? AttemptLog.END : before, limit));
  }

  private Outcome<Page> list(Principal who, SubscriptionRef ref, long before, int limit) {
    return rows.find(ref)
        .then(
            found ->
                access
                    .toSee(who, ref, found)
                    .then(
                        part ->
                            rows.findPush(ref)
                                .then(
                                    _ ->
                                        Outcome.done(
                                            page(
                                                seen(ref, found, part, before, limit + 1),
                                                limit)))));
  }

  private static Page page(List<Logged> found, int limit) {
    var page = found.subList(0, Math.min(limit, found.size()));
    var next = found.size() > limit ? page.getLast().number() : null;
    return new Page(page.stream().map(Logged::attempt).toList(), next);
  }

  private List<Logged> seen(
      SubscriptionRef ref, Subscription subscription, Access.Part part, long before, int limit) {
    if (part.filter().equals(subscription.config().filter())) {
      return log.list(ref, before, limit);
    }
    var seen = new ArrayList<Logged>();
    var batch = log.list(ref, before, BATCH);
    while (!batch.isEmpty() && seen.size() < limit) {
      seen.addAll(within(part, batch));
      batch = log.list(ref, batch.getLast().number(), BATCH);
    }
    return seen.subList(0, Math.min(limit, seen.size()));
  }

  private List<Logged> within(Access.Part part, List<Logged> batch) {
    var sequences =
        batch.stream()
            .map(Logged::attempt)
            .map(AttemptRecord::sequence)
            .collect(Collectors.toSet());
    var subjects = topics.subjects(part.topic(), sequences);
    return batch.stream()
        .filter(
            logged -> {
              var subject = subjects.get(logged.attempt().sequence());
              return subject != null && part.filter().accepts(subject);
            })
        .toList();
  }
}
