package io.edgemq.testkit;

import static io.edgemq.testkit.TopicProbe.anyOf;
import static io.edgemq.testkit.TopicProbe.matching;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How many messages a reader has before it.
public abstract class TopicCountContract extends StoreContract {
  private static final long PLENTY = 100_000;

  private long count(TopicProbe topic, long from, SubjectFilter filter) {
    return count(topic, from, filter, PLENTY);
  }

  private long count(TopicProbe topic, long from, SubjectFilter filter, long most) {
    return ports().topics().count(topic.ref(), from, filter, most);
  }

  @Test
  void what_follows_is_counted() {
    var topic = topic();
    topic.appendAbout("a", "b", "a");

    assertThat(count(topic, 1, SubjectFilter.ALL)).isEqualTo(3);
    assertThat(count(topic, 3, SubjectFilter.ALL)).isEqualTo(1);
    assertThat(count(topic, 4, SubjectFilter.ALL)).isZero();
    assertThat(count(topic, 1_000, SubjectFilter.ALL)).isZero();
  }

  @Test
  void only_what_the_filter_accepts_is_counted() {
    var topic = topic();
    topic.appendAbout("a", "b.c", "a", "b.d");

    assertThat(count(topic, 1, matching("orders.a"))).isEqualTo(2);
    assertThat(count(topic, 2, matching("orders.a"))).isEqualTo(1);
    assertThat(count(topic, 1, matching("orders.b.*"))).isEqualTo(2);
    assertThat(count(topic, 1, matching("orders.>"))).isEqualTo(4);
    assertThat(count(topic, 1, matching("orders.none"))).isZero();
    assertThat(count(topic, 5, matching("orders.a"))).isZero();
  }

  @Test
  void what_several_patterns_accept_is_counted_once() {
    var topic = topic();
    topic.appendAbout("a", "b.c", "a", "b.d", "c.c");

    assertThat(count(topic, 1, anyOf("orders.a", "orders.b.*"))).isEqualTo(4);
    assertThat(count(topic, 2, anyOf("orders.a", "orders.b.*"))).isEqualTo(3);
    assertThat(count(topic, 1, anyOf("orders.b.*", "orders.*.c"))).isEqualTo(3);
    assertThat(count(topic, 1, anyOf("orders.none", "orders.x.>"))).isZero();
    assertThat(count(topic, 1, anyOf("orders.b.*", "orders.*.c"), 5)).isEqualTo(3);
  }

  @Test
  void a_count_ends_at_the_most() {
    var topic = topic();
    topic.appendAbout("a", "a", "b", "a");

    assertThat(count(topic, 1, SubjectFilter.ALL, 4)).isEqualTo(4);
    assertThat(count(topic, 1, SubjectFilter.ALL, 3)).isEqualTo(3);
    assertThat(count(topic, 1, matching("orders.a"), 2)).isEqualTo(2);
    assertThat(count(topic, 1, matching("orders.a"), 4)).isEqualTo(3);
  }

  @Test
  void a_long_log_is_counted_to_its_end() {
    var topic = topic();
    for (int batch = 0; batch < 10; batch++) {
      topic.append(
          IntStream.range(0, 1_000)
              .mapToObj(i -> TestMessages.about(i % 100 == 0 ? "orders.rare" : "orders.c", "m"))
              .toArray(NewTopicMessage[]::new));
    }

    assertThat(count(topic, 1, matching("orders.rare"))).isEqualTo(100);
    assertThat(count(topic, 2, matching("orders.rare"))).isEqualTo(99);
    assertThat(count(topic, 1, matching("orders.c"))).isEqualTo(9_900);
    assertThat(count(topic, 1, SubjectFilter.ALL)).isEqualTo(10_000);
  }

  @Test
  void what_is_no_longer_kept_is_not_counted() {
    var few = topic("few", TopicSetup.maxMessages(2));
    few.appendAbout("a", "b", "a", "a");
    var brief = topic("brief", TopicSetup.retention(ofMinutes(1)));
    brief.appendAbout("a", "b");
    pass(ofSeconds(30));
    brief.appendAbout("a");
    pass(ofSeconds(30));

    assertThat(count(few, 1, SubjectFilter.ALL)).isEqualTo(2);
    assertThat(count(few, 1, matching("few.a"))).isEqualTo(2);
    assertThat(count(brief, 1, SubjectFilter.ALL)).isEqualTo(1);
    assertThat(count(brief, 1, matching("brief.a"))).isEqualTo(1);
    assertThat(count(brief, 1, matching("brief.b"))).isZero();
    pass(ofSeconds(30));
    assertThat(count(brief, 1, SubjectFilter.ALL)).isZero();
    assertThat(count(brief, 1, matching("brief.a"))).isZero();
  }

  @Test
  void there_is_nothing_where_there_is_no_topic() {
    var none = new TopicRef(TENANT, new TopicName("none"));

    assertThat(ports().topics().count(none, 1, SubjectFilter.ALL, PLENTY)).isZero();
    assertThat(ports().topics().count(none, 1, matching("none.a"), PLENTY)).isZero();
  }
}
