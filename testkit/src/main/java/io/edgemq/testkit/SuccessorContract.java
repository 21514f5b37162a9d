package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Former;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.ports.out.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is made again under the name of what was removed goes on counting behind it: a sequence
/// stands for one message only.
public abstract class SuccessorContract extends StoreContract {
  private void remove(TopicProbe topic) {
    assertThat(ports().topicCatalog().delete(topic.ref())).isTrue();
  }

  private void remove(QueueProbe queue) {
    ports().queueCatalog().delete(queue.ref());
    assertThat(ports().queueCatalog().find(queue.ref())).isEmpty();
  }

  @Test
  void a_topic_made_again_begins_behind_the_last_sequence_of_the_former_one() {
    var former = topic();
    former.appendAbout("a", "b", "c");
    remove(former);

    var topic = topic();

    assertThat(topic.bounds()).isEqualTo(new LogBounds(4, 3));
    assertThat(topic.texts()).isEmpty();
    assertThat(topic.append("d")).isEqualTo(4);
    assertThat(topic.bounds()).isEqualTo(new LogBounds(4, 4));
    assertThat(topic.texts()).containsExactly("d");
  }

  @Test
  void a_queue_made_again_begins_behind_the_last_sequence_of_the_former_one() {
    var former = queue();
    former.send("a");
    former.send("b");
    former.ack(former.receiveOne());
    remove(former);

    var queue = queue();

    assertThat(queue.lastSequence()).isEqualTo(2);
    assertThat(queue.send("c")).isEqualTo(3);
    assertThat(queue.lastSequence()).isEqualTo(3);
    assertThat(queue.receiveOne().message().sequence()).isEqualTo(3);
  }

  @Test
  void a_fifo_queue_made_again_begins_behind_the_last_sequence_of_the_former_one() {
    var former = queue("jobs.fifo", QueueSetup.fifo());
    former.send("a");
    remove(former);

    var queue = queue("jobs.fifo", QueueSetup.fifo());

    assertThat(queue.send("b")).isEqualTo(2);
    assertThat(queue.send("c")).isEqualTo(3);
    var first = queue.receiveOne();
    assertThat(first.message().sequence()).isEqualTo(2);
    queue.ack(first);
    assertThat(queue.receiveOne().message().sequence()).isEqualTo(3);
  }

  @Test
  void sequences_go_on_over_several_removals() {
    for (int i = 1; i <= 4; i++) {
      var topic = topic();
      var queue = queue();

      assertThat(topic.append("m")).isEqualTo(i);
      assertThat(queue.send("m")).isEqualTo(i);

      remove(topic);
      remove(queue);
    }
  }

  @Test
  void one_that_was_never_used_keeps_the_sequence_of_the_one_before_it() {
    var topic = topic();
    topic.appendAbout("a", "b");
    var queue = queue();
    queue.send("a");
    remove(topic);
    remove(queue);
    remove(topic());
    remove(queue());

    assertThat(topic().append("c")).isEqualTo(3);
    assertThat(queue().send("b")).isEqualTo(2);
  }

  @Test
  void sequences_go_on_when_all_messages_had_expired_or_were_purged() {
    var topic = topic("orders", TopicSetup.retention(Duration.ofSeconds(1)));
    topic.appendAbout("a", "b");
    var queue = queue();
    queue.send("a");
    queue.send("b");
    queue.purge();
    pass(Duration.ofSeconds(2));
    assertThat(topic.texts()).isEmpty();
    remove(topic);
    remove(queue);

    assertThat(topic().append("c")).isEqualTo(3);
    assertThat(queue().send("c")).isEqualTo(3);
  }

  @Test
  void sequences_go_on_over_a_reopening_between_removal_and_creation() {
    var topic = topic();
    topic.appendAbout("a", "b");
    var queue = queue();
    queue.send("a");
    remove(topic);
    remove(queue);

    store().reopen();

    boolean kept =
        switch (store().guarantees().durability()) {
          case DURABLE -> true;
          case VOLATILE -> false;
        };
    assertThat(topic().append("c")).isEqualTo(kept ? 3 : 1);
    assertThat(queue().send("b")).isEqualTo(kept ? 2 : 1);
  }

  @Test
  void sequences_go_on_over_a_reopening_after_the_creation() {
    var former = topic();
    former.appendAbout("a", "b");
    var formerQueue = queue();
    formerQueue.send("a");
    remove(former);
    remove(formerQueue);
    var topic = topic();
    var queue = queue();

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(topic.bounds()).isEqualTo(new LogBounds(3, 2));
        assertThat(topic.append("c")).isEqualTo(3);
        assertThat(queue.send("b")).isEqualTo(2);
        assertThat(queue.receiveOne().message().sequence()).isEqualTo(2);
      }
      case VOLATILE -> {}
    }
  }

  @Test
  void the_former_one_is_remembered_for_thirty_days() {
    var topic = topic();
    topic.append("a");
    var queue = queue();
    queue.send("a");
    remove(topic);
    remove(queue);

    pass(Former.KEPT.minusSeconds(1));

    assertThat(topic().append("b")).isEqualTo(2);
    assertThat(queue().send("b")).isEqualTo(2);
  }

  @Test
  void each_name_of_each_tenant_counts_for_itself() {
    var other = new TenantId("other");
    var orders = topic();
    orders.appendAbout("a", "b");
    remove(orders);
    var jobs = queue();
    jobs.send("a");
    remove(jobs);

    assertThat(topic("events", TopicConfig.DEFAULT).append("a")).isEqualTo(1);
    assertThat(topic(other, "orders", TopicConfig.DEFAULT).append("a")).isEqualTo(1);
    assertThat(queue(other, "jobs", QueueSetup.standard()).send("a")).isEqualTo(1);
    assertThat(queue("orders", QueueSetup.standard()).send("a")).isEqualTo(1);
    assertThat(topic("jobs", TopicConfig.DEFAULT).append("a")).isEqualTo(1);
  }

  @Test
  void a_reader_that_comes_with_a_sequence_of_the_former_one_sees_what_it_missed() {
    var former = topic();
    former.appendAbout("a", "b", "c");
    remove(former);
    var topic = topic();
    topic.appendAbout("d", "e");

    var position = ports().topics().locate(topic.ref(), new Start.AtSequence(2), SubjectFilter.ALL);

    assertThat(position.orElseThrow().sequence()).isEqualTo(2);
    assertThat(position.orElseThrow().bounds().hasGapBefore(2)).isTrue();
    assertThat(TopicProbe.texts(topic.readAll(2, SubjectFilter.ALL))).containsExactly("d", "e");
  }

  @Test
  void a_follower_that_comes_with_a_sequence_of_the_former_one_gets_all_of_the_new_one()
      throws InterruptedException {
    var former = topic();
    former.appendAbout("a", "b", "c");
    remove(former);
    var topic = topic();
    topic.append("d");

    try (var reader = topic.tail(2)) {
      var first = (TopicReader.Messages) reader.next(10, Duration.ofSeconds(10));
      assertThat(TopicProbe.texts(first.messages())).containsExactly("d");
      assertThat(first.bounds()).isEqualTo(new LogBounds(4, 4));

      topic.append("e");

      var second = (TopicReader.Messages) reader.next(10, Duration.ofSeconds(10));
      assertThat(TopicProbe.texts(second.messages())).containsExactly("e");
    }
  }

  @Test
  void limits_of_a_topic_made_again_count_its_own_messages_only() {
    var former = topic();
    former.appendAbout("a", "b", "c", "d", "e");
    remove(former);
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.append(
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> about("orders.n", "n" + i))
            .toArray(NewTopicMessage[]::new));

    assertThat(topic.bounds()).isEqualTo(new LogBounds(7, 8));
    assertThat(topic.texts()).isEqualTo(List.of("n2", "n3"));
    assertThat(topic.locate(new Start.LastN(9), SubjectFilter.ALL)).isEqualTo(7);
  }
}
