package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.NewQueueMessage;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.ReceiveRequest;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages go in and come out as they were.
public abstract class QueueSendContract extends StoreContract {
  @Test
  void a_message_is_received_as_it_was_sent() {
    var queue = queue();
    pass(Duration.ofMillis(1234));
    var sentAt = store().time().instant();
    var content =
        new Content(
            "application/json; charset=utf-8",
            Attributes.of(Map.of("colour", "blau")),
            new Payload("{}".getBytes(UTF_8)));
    queue.send(new NewQueueMessage(content, Duration.ZERO, new GroupId("g-1"), null));
    pass(Duration.ofSeconds(5));

    var leased = queue.receiveOne();

    assertThat(leased.message().queue()).isEqualTo(queue.ref().name());
    assertThat(leased.message().sequence()).isEqualTo(1);
    assertThat(leased.message().timestamp()).isEqualTo(sentAt);
    assertThat(leased.message().group()).isEqualTo(new GroupId("g-1"));
    assertThat(leased.message().content()).isEqualTo(content);
    assertThat(leased.lease().attempt()).isEqualTo(1);
    assertThat(leased.lease().until())
        .isEqualTo(store().time().instant().plus(QueueProbe.VISIBILITY));
  }

  @Test
  void a_message_without_a_group_has_none_when_it_is_received() {
    var queue = queue();
    queue.send("plain");

    var leased = queue.receiveOne();

    assertThat(leased.message().group()).isNull();
  }

  @Test
  void a_timestamp_has_milliseconds_and_no_less() {
    pass(Duration.ofNanos(1_999_999));
    var queue = queue();
    queue.send("early");

    var leased = queue.receiveOne();

    assertThat(leased.message().timestamp())
        .isEqualTo(store().time().instant().truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void a_batch_is_stored_in_order() {
    var queue = queue();

    var entries = queue.send(message("a"), message("b"), message("c"));

    assertThat(entries).extracting(Stored::origin).containsOnly(Stored.Origin.FRESH);
    assertThat(entries).extracting(Stored::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(queue.lastSequence()).isEqualTo(entries.getLast().sequence());
    var received = queue.receive(10);
    assertThat(received)
        .extracting(m -> m.message().sequence() + TestMessages.text(m.message().content()))
        .containsExactlyInAnyOrder(
            entries.get(0).sequence() + "a",
            entries.get(1).sequence() + "b",
            entries.get(2).sequence() + "c");
  }

  @Test
  void sequences_begin_at_one_and_grow() {
    var queue = queue();

    assertThat(queue.lastSequence()).isZero();
    assertThat(queue.send("a")).isEqualTo(1);
    assertThat(queue.send("b")).isGreaterThan(1);
    assertThat(queue.lastSequence()).isGreaterThan(1);
  }

  @Test
  void an_empty_batch_stores_nothing() {
    var queue = queue();

    var entries = queue.send();

    assertThat(entries).isEmpty();
    assertThat(queue.lastSequence()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 65_536, 1_048_576})
  void a_payload_comes_back_byte_for_byte(int size) {
    var queue = queue();
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    var content = new Content("image/png", Attributes.NONE, new Payload(bytes));
    queue.send(new NewQueueMessage(content, Duration.ZERO, null, null));

    var leased = queue.receiveOne();

    assertThat(leased.message().content().payload().bytes()).isEqualTo(bytes);
  }

  @Test
  void attributes_come_back_as_they_were() {
    var queue = queue();
    var values = new TreeMap<String, String>();
    values.put("empty", "");
    values.put("dots.and-dashes_", "a=b&c;d\"e'f\\g,{}[]");
    values.put("unicode", "Grüße, 世界 🚀");
    values.put("n".repeat(128), "v".repeat(7_000));
    IntStream.range(0, 50).forEach(i -> values.put("x" + i, Integer.toString(i)));
    var content =
        new Content("t".repeat(Content.MAX_TYPE_LENGTH), Attributes.of(values), Payload.EMPTY);
    queue.send(new NewQueueMessage(content, Duration.ZERO, null, null));

    var leased = queue.receiveOne();

    assertThat(leased.message().content()).isEqualTo(content);
    assertThat(leased.message().content().attributes().asMap()).isEqualTo(values);
  }

  @Test
  void a_receive_hands_out_what_is_there_up_to_the_number_asked_for() {
    var queue = queue();
    for (int i = 0; i < 5; i++) {
      queue.send("m" + i);
    }

    assertThat(queue.receive(3)).hasSize(3);
    assertThat(queue.receive(3)).hasSize(2);
    assertThat(queue.receive(3)).isEmpty();
  }

  @Test
  void a_receive_of_many_hands_each_out_once() {
    var queue = queue();
    IntStream.range(0, 100).forEach(i -> queue.send("m" + i));

    var messages = queue.receive(100);

    assertThat(QueueProbe.texts(messages)).hasSize(100).doesNotHaveDuplicates();
    assertThat(messages).extracting(QueueProbe::handle).doesNotHaveDuplicates();
  }

  @Test
  void a_delayed_message_is_invisible_until_its_delay_has_passed() {
    var queue = queue();
    queue.send(delayed("later", Duration.ofSeconds(10)));
    queue.send("now");

    assertThat(queue.receiveTexts()).containsExactly("now");
    pass(Duration.ofMillis(9_999));
    assertThat(queue.receiveTexts()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(queue.receiveTexts()).containsExactly("later");
  }

  @Test
  void what_is_sent_to_one_queue_is_in_no_other() {
    var jobs = queue("jobs", QueueSetup.standard());
    var mails = queue("mails", QueueSetup.standard());
    jobs.send("job");

    assertThat(mails.receiveTexts()).isEmpty();
    assertThat(mails.lastSequence()).isZero();
    assertThat(jobs.receiveTexts()).containsExactly("job");
  }

  @Test
  void queues_of_the_same_name_in_two_tenants_are_two() {
    var ours = queue("jobs", QueueSetup.standard());
    var theirs = queue(new TenantId("other"), "jobs", QueueSetup.standard());
    ours.send("ours");

    assertThat(theirs.receiveTexts()).isEmpty();
    assertThat(theirs.send("theirs")).isEqualTo(1);
    theirs.purge();
    assertThat(ours.receiveTexts()).containsExactly("ours");
  }

  @Test
  void a_queue_that_nobody_made_is_no_queue() throws InterruptedException {
    var queues = ports().queues();
    var ref = new QueueRef(TENANT, new QueueName("nobody"));
    var request = new ReceiveRequest(1, QueueProbe.VISIBILITY, Duration.ZERO);
    var plan = new RedrivePlan(null, null, null);

    assertThat(queues.send(ref, List.of(message("m")))).isEqualTo(new NoSuchQueue());
    assertThat(queues.receive(ref, request)).isEqualTo(new NoSuchQueue());
    assertThat(queues.settle(ref, List.of())).isEqualTo(new NoSuchQueue());
    assertThat(queues.purge(ref)).isEqualTo(new NoSuchQueue());
    assertThat(queues.redrive(ref, plan, new RedriveStep(0, 10, 10))).isEqualTo(new NoSuchQueue());
    assertThat(queues.count(ref)).isEmpty();
    assertThat(queues.lastSequence(ref)).isEmpty();
    queues.unreceive(ref, List.of());
  }

  @Test
  void messages_of_any_length_arrive_whole_in_one_receive() {
    var queue = queue();
    int[] lengths = {0, 100_000, 1, 3_072, 3_073, 300_000, 20};
    for (int length : lengths) {
      queue.send("x".repeat(length));
    }

    var received = queue.receive(lengths.length);

    assertThat(QueueProbe.texts(received))
        .extracting(String::length)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(lengths).boxed().toList());
  }
}
