package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.Stored;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// One topic of a store under test, in the words of the contract's examples. Each method fails the
/// test when the store answers that there is no such topic. Works on after a reopening.
public final class TopicProbe {
  private final StoreHarness store;
  private final TopicRef ref;

  TopicProbe(StoreHarness store, TenantId tenant, String name) {
    this.store = store;
    this.ref = new TopicRef(tenant, new TopicName(name));
  }

  /// The topic's name from outside.
  public TopicRef ref() {
    return ref;
  }

  /// Gives the topic another configuration.
  public void configure(TopicConfig config) {
    var catalog = store.ports().topicCatalog();
    var current = catalog.find(ref).orElseThrow().config();
    assertThat(catalog.update(ref, current, config)).isInstanceOf(TopicCatalog.Updated.class);
  }

  private TopicLog topics() {
    return store.ports().topics();
  }

  /// Appends one message with the topic's own subject; its sequence.
  public long append(String text) {
    return append(TestMessages.about(ref.name().value(), text)).getFirst().sequence();
  }

  /// Appends `messages` as one batch.
  public List<Stored> append(NewTopicMessage... messages) {
    var result = topics().append(ref, Arrays.asList(messages));
    assertThat(result).isInstanceOf(TopicLog.Appended.class);
    return ((TopicLog.Appended) result).entries();
  }

  /// Appends a message for each suffix, its text the suffix.
  public void appendAbout(String... suffixes) {
    for (var suffix : suffixes) {
      append(TestMessages.about(ref.name().value() + "." + suffix, suffix));
    }
  }

  /// One page.
  public TopicLog.Page read(TopicLog.Query query) {
    var result = topics().read(ref, query);
    assertThat(result).isInstanceOf(TopicLog.Page.class);
    return (TopicLog.Page) result;
  }

  /// Everything from `from` on that `filter` accepts, page by page.
  public List<TopicMessage> readAll(long from, SubjectFilter filter) {
    var all = new ArrayList<TopicMessage>();
    long next = from;
    while (true) {
      var page = read(new TopicLog.Query(next, filter, 100, 1 << 20));
      all.addAll(page.messages());
      if (page.next() > page.bounds().last()) {
        return all;
      }
      assertThat(page.next()).as("where the following page begins").isGreaterThan(next);
      next = page.next();
    }
  }

  /// The texts of all that is kept.
  public List<String> texts() {
    return texts(readAll(1, SubjectFilter.ALL));
  }

  /// The texts of `messages`.
  public static List<String> texts(List<TopicMessage> messages) {
    return messages.stream().map(m -> TestMessages.text(m.content())).toList();
  }

  /// A filter by pattern.
  public static SubjectFilter matching(String pattern) {
    return new SubjectFilter.Matching(new Pattern(pattern));
  }

  /// A filter by several patterns.
  public static SubjectFilter anyOf(String... patterns) {
    return new SubjectFilter.AnyOf(Stream.of(patterns).map(Pattern::new).toList());
  }

  /// Where a reader begins.
  public long locate(Start start, SubjectFilter filter) {
    var position = topics().locate(ref, start, filter).orElseThrow();
    assertThat(position.bounds()).isEqualTo(bounds());
    return position.sequence();
  }

  /// What the log holds.
  public LogState state() {
    return topics().state(ref).orElseThrow();
  }

  /// Which sequences the log holds.
  public LogBounds bounds() {
    var bounds = state().bounds();
    var known = topics().bounds(ref).orElseThrow();
    assertThat(known.last()).as("the end that is known without counting").isEqualTo(bounds.last());
    assertThat(known.first()).as("the beginning that is").isLessThanOrEqualTo(bounds.first());
    return bounds;
  }

  /// A reader of what comes.
  public TopicReader tail(long from) {
    return topics().tail(ref, from).orElseThrow();
  }
}
