package io.edgemq.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a key may do: the sum of its scopes (SPEC 7). Nothing follows from two scopes together that
/// does not follow from one of them, but what is read: that may be the sum of several patterns.
public final class Scopes {
  /// The most scopes of one key.
  public static final int MOST = 100;

  /// All that a tenant can do.
  public static final Scopes EVERYTHING =
      new Scopes(
          List.of(
              new Scope.Publish(ScopePattern.EVERYTHING),
              new Scope.Subscribe(ScopePattern.EVERYTHING),
              new Scope.OfQueue(NameFilter.EVERYTHING),
              new Scope.OfBucket(NameFilter.EVERYTHING),
              new Scope.Manage()));

  private final List<Scope> all;
  private final boolean manages;

  /// Of those that a caller is asked for on every publish.
  private final List<ScopePattern> publishes;

  private final List<ScopePattern> subscribes;

  /// @param scopes 1 to [#MOST], in an order that is kept
  public Scopes(Collection<Scope> scopes) {
    if (scopes.isEmpty() || scopes.size() > MOST) {
      throw new IllegalArgumentException("a key has 1 to " + MOST + " scopes");
    }
    this.all = scopes.stream().distinct().toList();
    this.manages = all.stream().anyMatch(Scope.Manage.class::isInstance);
    this.publishes =
        all.stream()
            .flatMap(
                scope ->
                    scope instanceof Scope.Publish(var pattern)
                        ? Stream.of(pattern)
                        : Stream.<ScopePattern>empty())
            .toList();
    this.subscribes =
        all.stream()
            .flatMap(
                scope ->
                    scope instanceof Scope.Subscribe(var pattern)
                        ? Stream.of(pattern)
                        : Stream.<ScopePattern>empty())
            .toList();
  }

  /// The scopes with those texts. Throws [IllegalArgumentException] when one is none.
  public static Scopes of(String... texts) {
    return new Scopes(Stream.of(texts).map(Scope::of).toList());
  }

  /// The scopes.
  public List<Scope> all() {
    return all;
  }

  /// Whether it may create, change and remove.
  public boolean manages() {
    return manages;
  }

  /// Whether it may append messages with that subject. Allocates nothing.
  public boolean publishes(Subject subject) {
    for (var pattern : publishes) {
      if (pattern.matches(subject)) {
        return true;
      }
    }
    return false;
  }

  /// Whether there is a subject of the topic with which it may append messages.
  public boolean publishesTo(TopicName topic) {
    return publishes.stream().anyMatch(pattern -> pattern.isAbout(topic));
  }

  /// The patterns of the topic's subjects that it may read; none when it may read nothing of it.
  public List<Pattern> subscribed(TopicName topic) {
    return subscribes.stream().flatMap(pattern -> pattern.in(topic).stream()).toList();
  }

  /// Whether it may read all that the pattern matches.
  public boolean subscribes(Pattern pattern) {
    return subscribed(pattern.topic()).stream().anyMatch(own -> own.covers(pattern));
  }

  /// Whether it may read all that `filter` accepts of the topic.
  public boolean subscribes(TopicName topic, SubjectFilter filter) {
    return switch (filter) {
      case SubjectFilter.All _ ->
          subscribes(new Pattern(topic.value())) && subscribes(new Pattern(topic.value() + ".>"));
      case SubjectFilter.Matching(var pattern) -> subscribes(pattern);
      case SubjectFilter.AnyOf(var patterns) -> patterns.stream().allMatch(this::subscribes);
    };
  }

  /// What it may read of what `filter` accepts of the topic; empty when nothing.
  public Optional<SubjectFilter> readable(TopicName topic, SubjectFilter filter) {
    return filter.within(subscribed(topic));
  }

  /// Whether it may work with the queue. Allocates nothing.
  public boolean covers(QueueName queue) {
    for (var scope : all) {
      if (scope instanceof Scope.OfQueue of && of.names().accepts(queue.value())) {
        return true;
      }
    }
    return false;
  }

  /// Whether it may read and write the bucket. Allocates nothing.
  public boolean covers(BucketName bucket) {
    for (var scope : all) {
      if (scope instanceof Scope.OfBucket of && of.names().accepts(bucket.value())) {
        return true;
      }
    }
    return false;
  }

  /// Whether one of its scopes is about the topic.
  public boolean names(TopicName topic) {
    return publishesTo(topic) || subscribes.stream().anyMatch(pattern -> pattern.isAbout(topic));
  }

  /// Whether it permits all that `scope` permits.
  public boolean covers(Scope scope) {
    return all.stream().anyMatch(own -> own.covers(scope));
  }

  /// The first of `others` that it does not permit; empty when it permits all of them.
  public Optional<Scope> firstBeyond(Scopes others) {
    return others.all.stream().filter(scope -> !covers(scope)).findFirst();
  }

  /// What these and one of `others` both permit; empty when that is nothing. When it takes more
  /// than
  /// [#MOST] scopes to say, it is the first ones.
  public Optional<Scopes> within(Collection<Scope> others) {
    var both = new ArrayList<Scope>();
    for (var own : all) {
      for (var other : others) {
        own.intersection(other)
            .filter(scope -> both.stream().noneMatch(known -> known.covers(scope)))
            .ifPresent(both::add);
        if (both.size() == MOST) {
          return Optional.of(new Scopes(both));
        }
      }
    }
    return both.isEmpty() ? Optional.empty() : Optional.of(new Scopes(both));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scopes scopes && scopes.all.equals(all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.stream().map(Scope::text).toList().toString();
  }
}
