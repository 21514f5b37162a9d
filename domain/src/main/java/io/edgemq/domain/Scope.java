package io.edgemq.domain;

import java.util.Optional;

/// One thing that a key may do (SPEC 7). Its text is `publish:<pattern>`, `subscribe:<pattern>`,
/// `queue:<name>`, `kv:<bucket>` or `manage`; a name may end in `*`.
public sealed interface Scope {
  /// To append messages with such subjects.
  record Publish(ScopePattern pattern) implements Scope {
    @Override
    public String text() {
      return PUBLISH + pattern.value();
    }

    @Override
    public boolean covers(Scope other) {
      return other instanceof Publish(var theirs) && pattern.covers(theirs);
    }

    @Override
    public Optional<Scope> intersection(Scope other) {
      return other instanceof Publish(var theirs)
          ? pattern.intersection(theirs).map(Publish::new)
          : Optional.empty();
    }
  }

  /// To read messages with such subjects: history, streams, subscriptions.
  record Subscribe(ScopePattern pattern) implements Scope {
    @Override
    public String text() {
      return SUBSCRIBE + pattern.value();
    }

    @Override
    public boolean covers(Scope other) {
      return other instanceof Subscribe(var theirs) && pattern.covers(theirs);
    }

    @Override
    public Optional<Scope> intersection(Scope other) {
      return other instanceof Subscribe(var theirs)
          ? pattern.intersection(theirs).map(Subscribe::new)
          : Optional.empty();
    }
  }

  /// To send to, receive from, settle in and look at such queues.
  record OfQueue(NameFilter names) implements Scope {
    @Override
    public String text() {
      return QUEUE + names.value();
    }

    @Override
    public boolean covers(Scope other) {
      return other instanceof OfQueue(var theirs) && names.covers(theirs);
    }

    @Override
    public Optional<Scope> intersection(Scope other) {
      return other instanceof OfQueue(var theirs)
          ? names.intersection(theirs).map(OfQueue::new)
          : Optional.empty();
    }
  }

  /// To read and write such buckets.
  record OfBucket(NameFilter names) implements Scope {
    @Override
    public String text() {
      return BUCKET + names.value();
    }

    @Override
    public boolean covers(Scope other) {
      return other instanceof OfBucket(var theirs) && names.covers(theirs);
    }

    @Override
    public Optional<Scope> intersection(Scope other) {
      return other instanceof OfBucket(var theirs)
          ? names.intersection(theirs).map(OfBucket::new)
          : Optional.empty();
    }
  }

  /// To create, change, remove, purge, discard, redrive, pause and replay, and to manage keys.
  record Manage() implements Scope {
    @Override
    public String text() {
      return MANAGE;
    }

    @Override
    public boolean covers(Scope other) {
      return other instanceof Manage;
    }

    @Override
    public Optional<Scope> intersection(Scope other) {
      return other instanceof Manage ? Optional.of(this) : Optional.empty();
    }
  }

  /// What the text of each kind begins with.
  String PUBLISH = "publish:";

  /// As [#PUBLISH].
  String SUBSCRIBE = "subscribe:";

  /// As [#PUBLISH].
  String QUEUE = "queue:";

  /// As [#PUBLISH].
  String BUCKET = "kv:";

  /// The text of [Manage].
  String MANAGE = "manage";

  /// What keeps `text` from being a scope, worded to follow "scope"; empty when nothing does.
  static Optional<String> complaint(String text) {
    if (text.equals(MANAGE)) {
      return Optional.empty();
    }
    if (text.startsWith(PUBLISH)) {
      return ScopePattern.complaint(text.substring(PUBLISH.length()));
    }
    if (text.startsWith(SUBSCRIBE)) {
      return ScopePattern.complaint(text.substring(SUBSCRIBE.length()));
    }
    if (text.startsWith(QUEUE)) {
      return NameFilter.complaint(text.substring(QUEUE.length()));
    }
    if (text.startsWith(BUCKET)) {
      return NameFilter.complaint(text.substring(BUCKET.length()));
    }
    return Optional.of(
        "is not publish:<pattern>, subscribe:<pattern>, queue:<name>, kv:<bucket> or manage");
  }

  /// The scope with that text. Throws [IllegalArgumentException] when [#complaint] has one.
  static Scope of(String text) {
    var complaint = complaint(text);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("scope " + complaint.get());
    }
    if (text.equals(MANAGE)) {
      return new Manage();
    }
    if (text.startsWith(PUBLISH)) {
      return new Publish(new ScopePattern(text.substring(PUBLISH.length())));
    }
    if (text.startsWith(SUBSCRIBE)) {
      return new Subscribe(new ScopePattern(text.substring(SUBSCRIBE.length())));
    }
    return text.startsWith(QUEUE)
        ? new OfQueue(new NameFilter(text.substring(QUEUE.length())))
        : new OfBucket(new NameFilter(text.substring(BUCKET.length())));
  }

  /// Its text.
  String text();

  /// Whether it permits all that `other` permits.
  boolean covers(Scope other);

  /// What this and `other` both permit; empty when that is nothing.
  Optional<Scope> intersection(Scope other);
}
