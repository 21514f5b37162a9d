package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.grouped;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.domain.lease.SettleOutcome.Gone;
import io.edgemq.domain.lease.SettleOutcome.Stale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Where messages go that nobody could handle.
public abstract class QueueDeadLetterContract extends StoreContract {
  private QueueProbe jobs(int maxReceives) {
    return queue("jobs", QueueSetup.standard().deadLetter("dead", maxReceives));
  }

  private QueueProbe dead() {
    return queue("dead", QueueSetup.standard());
  }

  @Test
  void a_message_that_was_handed_out_often_enough_goes_to_the_dead_letters() {
    var dead = dead();
    var queue = jobs(2);
    queue.send("job");

    assertThat(queue.receiveOne(ofSeconds(1)).lease().attempt()).isEqualTo(1);
    pass(ofSeconds(1));
    assertThat(queue.receiveOne(ofSeconds(1)).lease().attempt()).isEqualTo(2);
    pass(ofSeconds(1));
    assertThat(queue.receiveTexts()).isEmpty();

    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
    var letter = dead.receiveOne();
    assertThat(TestMessages.text(letter.message().content())).isEqualTo("job");
    assertThat(letter.lease().attempt()).isEqualTo(1);
    assertThat(marks(letter))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                DeadLetterReason.REASON,
                "max_receives_exceeded",
                DeadLetterReason.SOURCE,
                "jobs",
                DeadLetterReason.ATTEMPTS,
                "2"));
  }

  @Test
  void a_dead_letter_is_otherwise_as_it_was_sent() {
    var dead = dead();
    dead.send("already there");
    dead.ack(dead.receiveOne());
    var queue = jobs(1);
    var content =
        new Content("a/b", Attributes.of(Map.of("k", "v")), new Payload(new byte[] {0, -1}));
    queue.send(new NewQueueMessage(content, ZERO, new GroupId("g"), null));
    queue.nack(queue.receiveOne(), ZERO);
    pass(ofSeconds(7));
    queue.receive(1);

    var letter = dead.receiveOne().message();

    assertThat(letter.queue()).isEqualTo(dead.ref().name());
    assertThat(letter.sequence()).isGreaterThan(1);
    assertThat(letter.timestamp()).isEqualTo(store().time().instant());
    assertThat(letter.group()).isEqualTo(new GroupId("g"));
    assertThat(letter.content().attributes().find("k")).contains("v");
    assertThat(DeadLetterReason.unmark(letter.content())).isEqualTo(content);
  }

  @Test
  void a_receive_finds_what_lies_behind_dead_letters() {
    var dead = dead();
    var queue = jobs(1);
    IntStream.range(0, 150).forEach(i -> queue.send("bad" + i));
    for (var leased = queue.receive(50); !leased.isEmpty(); leased = queue.receive(50)) {
      leased.forEach(m -> queue.nack(m, ofSeconds(5)));
    }
    pass(ofSeconds(5));
    queue.send("good");

    assertThat(QueueProbe.texts(queue.receive(1))).containsExactly("good");
    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(dead.counts().ready()).isEqualTo(150);
  }

  @Test
  void nothing_goes_to_the_dead_letters_while_it_is_leased() {
    var dead = dead();
    var queue = jobs(1);
    queue.send("job");
    var leased = queue.receiveOne();

    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(dead.receiveTexts()).isEmpty();
    assertThat(queue.ack(leased)).isEqualTo(new Done());
  }

  @Test
  void a_receive_that_was_taken_back_does_not_count() {
    var dead = dead();
    var queue = jobs(1);
    queue.send("job");
    queue.unreceive(queue.receiveOne());

    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(1);
    assertThat(dead.counts().ready()).isZero();
  }

  @Test
  void the_handle_of_a_message_that_became_a_dead_letter_is_gone() {
    dead();
    var queue = jobs(1);
    queue.send("job");
    var leased = queue.receiveOne(ofSeconds(1));
    pass(ofSeconds(1));
    queue.receive(1);

    assertThat(queue.ack(leased)).isEqualTo(new Gone());
    assertThat(queue.reject(leased, "bad")).isEqualTo(new Gone());
  }

  @Test
  void a_rejected_message_goes_to_the_dead_letters_at_once() {
    var dead = dead();
    var queue = jobs(5);
    queue.send("job");
    queue.nack(queue.receiveOne(), ZERO);
    var leased = queue.receiveOne();

    assertThat(queue.reject(leased, "no such customer")).isEqualTo(new Done());

    assertThat(queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, ZERO));
    assertThat(queue.ack(leased)).isEqualTo(new Gone());
    assertThat(marks(dead.receiveOne()))
        .containsEntry(DeadLetterReason.REASON, "no such customer")
        .containsEntry(DeadLetterReason.SOURCE, "jobs")
        .containsEntry(DeadLetterReason.ATTEMPTS, "2");
  }

  @Test
  void a_stale_lease_rejects_nothing() {
    var dead = dead();
    var queue = jobs(5);
    queue.send("job");
    var first = queue.receiveOne(ofSeconds(1));
    pass(ofSeconds(1));
    var second = queue.receiveOne();

    assertThat(queue.reject(first, "bad")).isEqualTo(new Stale());

    assertThat(dead.counts().ready()).isZero();
    assertThat(queue.ack(second)).isEqualTo(new Done());
  }

  @Test
  void dead_letters_can_have_dead_letters() {
    var cemetery = queue("cemetery", QueueSetup.standard());
    var dead = queue("dead", QueueSetup.standard().deadLetter("cemetery", 1));
    var queue = jobs(3);
    queue.send("job");
    queue.reject(queue.receiveOne(), "bad");
    dead.nack(dead.receiveOne(), ZERO);

    assertThat(dead.receiveTexts()).isEmpty();

    assertThat(marks(cemetery.receiveOne()))
        .containsEntry(DeadLetterReason.REASON, "max_receives_exceeded")
        .containsEntry(DeadLetterReason.SOURCE, "dead")
        .containsEntry(DeadLetterReason.ATTEMPTS, "1");
  }

  @Test
  void retention_of_a_dead_letter_begins_with_its_death() {
    var dead = queue("dead", QueueSetup.standard().retention(ofDays(1)));
    var queue = queue("jobs", QueueSetup.standard().retention(ofDays(4)).deadLetter("dead", 1));
    queue.send("job");
    pass(ofDays(3));

    queue.reject(queue.receiveOne(), "bad");

    pass(ofDays(1).minusMillis(1));
    assertThat(dead.counts().ready()).isEqualTo(1);
    pass(ofSeconds(1));
    assertThat(dead.counts().ready()).isZero();
  }

  @Test
  void a_policy_that_is_added_or_taken_away_holds_for_old_messages() {
    var dead = dead();
    var queue = queue("jobs", QueueSetup.standard());
    queue.send("job");
    queue.nack(queue.receiveOne(), ZERO);
    queue.nack(queue.receiveOne(), ZERO);

    queue.configure(QueueSetup.standard().deadLetter("dead", 3).config());
    assertThat(queue.nack(queue.receiveOne(), ZERO)).isEqualTo(new Done());
    queue.configure(QueueSetup.standard().config());
    assertThat(queue.nack(queue.receiveOne(), ZERO)).isEqualTo(new Done());
    queue.configure(QueueSetup.standard().deadLetter("dead", 2).config());

    assertThat(queue.receiveTexts()).isEmpty();
    assertThat(marks(dead.receiveOne())).containsEntry(DeadLetterReason.ATTEMPTS, "4");
  }

  @Test
  void dead_letters_stay_with_their_tenant() {
    var theirs = queue(new TenantId("other"), "dead", QueueSetup.standard());
    dead();
    var queue = jobs(1);
    queue.send(grouped("g", "job"));

    queue.reject(queue.receiveOne(), "bad");

    assertThat(theirs.counts().ready()).isZero();
  }

  private static Map<String, String> marks(LeasedMessage letter) {
    return letter.message().content().attributes().asMap();
  }
}
