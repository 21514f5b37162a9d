package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.ports.out.NewQueueMessage;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.Outcome.Done;
import io.edgemq.ports.out.QueueStore.Outcome.Gone;
import io.edgemq.ports.out.QueueStore.ReceiveRequest;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Dead letters go back to where they came from, or elsewhere, step by step.
public abstract class QueueRedriveContract extends StoreContract {
  private static final RedrivePlan HOME = new RedrivePlan(null, null, null);

  private QueueProbe dead() {
    return queue("dead", QueueSetup.standard());
  }

  private QueueProbe feeder(String name) {
    return queue(name, QueueSetup.standard().deadLetter("dead", 5));
  }

  private static RedrivePlan to(String queue) {
    return new RedrivePlan(new QueueName(queue), null, null);
  }

  private static void kill(QueueProbe queue, String... texts) {
    for (var text : texts) {
      queue.send(text);
      queue.reject(queue.receiveOne(), "bad");
    }
  }

  private static RedriveStep all(QueueProbe queue) {
    return new RedriveStep(0, queue.lastSequence(), 100);
  }

  @Test
  void dead_letters_return_to_where_they_came_from() {
    var dead = dead();
    var jobs = feeder("jobs");
    var mails = feeder("mails");
    kill(jobs, "job1", "job2");
    kill(mails, "mail");
    long end = dead.lastSequence();

    var step = dead.redrive(HOME, all(dead));

    assertThat(step).isEqualTo(new Redriven(end, 3, 0));
    assertThat(jobs.receiveTexts()).containsExactlyInAnyOrder("job1", "job2");
    assertThat(mails.receiveTexts()).containsExactly("mail");
    assertThat(dead.receiveTexts()).isEmpty();
    assertThat(dead.lastSequence()).isEqualTo(end);
  }

  @Test
  void a_returned_message_is_as_it_was_first_sent() {
    var dead = dead();
    var jobs = feeder("jobs");
    var content = new Content("a/b", Attributes.of(Map.of("k", "v")), new Payload(new byte[] {7}));
    jobs.send(new NewQueueMessage(content, ZERO, new GroupId("g"), null));
    jobs.nack(jobs.receiveOne(), ZERO);
    jobs.reject(jobs.receiveOne(), "bad");
    dead.nack(dead.receiveOne(), ZERO);
    pass(ofSeconds(9));

    dead.redrive(HOME, all(dead));

    var leased = jobs.receiveOne();
    assertThat(leased.message().content()).isEqualTo(content);
    assertThat(leased.message().group()).isEqualTo(new GroupId("g"));
    assertThat(leased.message().queue()).isEqualTo(jobs.ref().name());
    assertThat(leased.message().sequence()).isGreaterThan(1);
    assertThat(leased.message().timestamp()).isEqualTo(store().time().instant());
    assertThat(leased.lease().attempt()).isEqualTo(1);
  }

  @Test
  void all_can_go_to_one_queue() {
    var dead = dead();
    kill(feeder("jobs"), "job");
    kill(feeder("mails"), "mail");
    dead.send("never died");
    var target = queue("target", QueueSetup.standard());

    var step = dead.redrive(to("target"), all(dead));

    assertThat(step.moved()).isEqualTo(3);
    var arrived = target.receive(10);
    assertThat(QueueProbe.texts(arrived)).containsExactlyInAnyOrder("job", "mail", "never died");
    assertThat(arrived)
        .allSatisfy(
            m ->
                assertThat(m.message().content().attributes().find(DeadLetterReason.SOURCE))
                    .isEmpty());
  }

  @Test
  void a_target_that_nobody_made_gets_nothing() {
    var dead = dead();
    kill(feeder("jobs"), "job");

    var result = ports().queues().redrive(dead.ref(), to("nobody"), all(dead));

    assertThat(result).isEqualTo(new NoSuchQueue());
    assertThat(dead.receiveTexts()).containsExactly("job");
  }

  @Test
  void leased_messages_stay() {
    var dead = dead();
    var jobs = feeder("jobs");
    kill(jobs, "leased");
    var leased = dead.receiveOne(ofSeconds(30));
    kill(jobs, "free");

    var step = dead.redrive(HOME, all(dead));

    assertThat(step).isEqualTo(new Redriven(dead.lastSequence(), 1, 1));
    assertThat(jobs.receiveTexts()).containsExactly("free");
    assertThat(dead.ack(leased)).isEqualTo(new Done());
  }

  @Test
  void a_message_whose_lease_ran_out_goes_and_its_handle_is_gone() {
    var dead = dead();
    var jobs = feeder("jobs");
    kill(jobs, "job");
    var leased = dead.receiveOne(ofSeconds(30));
    pass(ofSeconds(30));

    var step = dead.redrive(HOME, all(dead));

    assertThat(step.moved()).isEqualTo(1);
    assertThat(dead.ack(leased)).isEqualTo(new Gone());
    assertThat(jobs.receiveTexts()).containsExactly("job");
  }

  @Test
  void messages_of_unknown_origin_stay() {
    var dead = dead();
    var gone = feeder("gone");
    kill(gone, "homeless");
    ports().queueCatalog().delete(gone.ref());
    dead.send("sent here");
    var odd = Attributes.of(Map.of(DeadLetterReason.SOURCE, "no queue's name"));
    dead.send(new NewQueueMessage(new Content("a/b", odd, Payload.EMPTY), ZERO, null, null));

    var step = dead.redrive(HOME, all(dead));

    assertThat(step).isEqualTo(new Redriven(dead.lastSequence(), 0, 3));
    assertThat(dead.counts().ready()).isEqualTo(3);
  }

  @Test
  void delayed_messages_go_too_and_are_delayed_no_more() {
    var dead = dead();
    var target = queue("target", QueueSetup.standard());
    dead.send(delayed("later", ofSeconds(601)));

    var step = dead.redrive(to("target"), all(dead));

    assertThat(step.moved()).isEqualTo(1);
    assertThat(target.receiveTexts()).containsExactly("later");
  }

  @Test
  void a_redrive_goes_step_by_step_in_order() {
    var dead = dead();
    var target = queue("target.fifo", QueueSetup.fifo());
    for (int i = 0; i < 10; i++) {
      dead.send("m" + i);
    }
    long end = dead.lastSequence();
    long cursor = 0;
    int steps = 0;

    while (cursor < end) {
      var step = dead.redrive(to("target.fifo"), new RedriveStep(cursor, end, 3));
      assertThat(step.moved() + step.kept()).isLessThanOrEqualTo(3);
      assertThat(step.cursor()).isBetween(cursor + 1, end);
      cursor = step.cursor();
      steps++;
    }

    assertThat(steps).isBetween(4, 5);
    assertThat(drain(target))
        .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
  }

  @Test
  void what_arrives_after_the_end_stays() {
    var dead = dead();
    queue("target", QueueSetup.standard());
    dead.send("early");
    long end = dead.lastSequence();
    dead.send("late");

    var step = dead.redrive(to("target"), new RedriveStep(0, end, 100));

    assertThat(step).isEqualTo(new Redriven(end, 1, 0));
    assertThat(dead.receiveTexts()).containsExactly("late");
  }

  @Test
  void what_lies_before_the_cursor_stays() {
    var dead = dead();
    queue("target", QueueSetup.standard());
    long first = dead.send("first");
    long second = dead.send("second");

    var step = dead.redrive(to("target"), new RedriveStep(first, second, 100));

    assertThat(step).isEqualTo(new Redriven(second, 1, 0));
    assertThat(dead.receiveTexts()).containsExactly("first");
  }

  @Test
  void a_redrive_of_nothing_is_at_its_end() {
    var dead = dead();
    dead.send("acked");
    dead.ack(dead.receiveOne());

    assertThat(dead.redrive(HOME, new RedriveStep(0, 1, 10))).isEqualTo(new Redriven(1, 0, 0));
  }

  @Test
  void a_redriven_group_is_in_order() {
    var dead = queue("dead.fifo", QueueSetup.fifo());
    var jobs = queue("jobs.fifo", QueueSetup.fifo().deadLetter("dead.fifo", 5));
    jobs.send(grouped("g", "1"), grouped("g", "2"), grouped("g", "3"));
    for (int i = 0; i < 3; i++) {
      jobs.reject(jobs.receiveOne(), "bad");
    }

    dead.redrive(HOME, all(dead));

    assertThat(drain(jobs)).containsExactly("1", "2", "3");
  }

  private static List<String> drain(QueueProbe queue) {
    var seen = new ArrayList<String>();
    List<LeasedMessage> leased = queue.receive(10);
    while (!leased.isEmpty()) {
      seen.addAll(QueueProbe.texts(leased));
      leased.forEach(queue::ack);
      leased = queue.receive(10);
    }
    return seen;
  }

  @Test
  void a_long_message_is_whole_among_the_dead_letters_and_back() {
    var dead = dead();
    var jobs = feeder("jobs");
    var text = "x".repeat(200_000);
    kill(jobs, text);
    assertThat(dead.receive(new ReceiveRequest(1, ZERO, ZERO)))
        .extracting(letter -> TestMessages.text(letter.message().content()))
        .containsExactly(text);

    dead.redrive(HOME, new RedriveStep(0, 10, 10));

    assertThat(jobs.receiveTexts()).containsExactly(text);
  }
}
