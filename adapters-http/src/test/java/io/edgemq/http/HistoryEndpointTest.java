package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory.HistoryPage;
import io.edgemq.ports.in.ReadHistory.Query;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.StreamItem;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that are read and written part by part.
final class HistoryEndpointTest {
  private static final String HISTORY = "/v1/topics/orders/messages";
  private static final int LARGE = (int) HistoryPart.BYTES + 1;

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  /// A part with one message of that many bytes; the topic ends at 9.
  private void part(long sequence, int bytes) {
    var message = FakeTopics.message(sequence, "orders", new byte[bytes]);
    server.topics.parts.add(
        Outcome.done(new HistoryPage(List.of(message), sequence + 1, new LogBounds(1, 9), null)));
  }

  @Test
  void a_page_of_many_parts_is_one_answer() throws Exception {
    part(1, LARGE);
    part(2, LARGE);
    part(9, 3);

    var page = json(server.get(HISTORY + "?limit=10"));

    assertThat(page.path("messages"))
        .extracting(each -> each.path("sequence").asInt())
        .containsExactly(1, 2, 9);
    assertThat(page.path("messages").get(1).path("body_b64").binaryValue()).hasSize(LARGE);
    assertThat(page.path("next_from").asInt()).isEqualTo(10);
    assertThat(page.path("first_sequence").asInt()).isEqualTo(1);
    assertThat(page.path("last_sequence").asInt()).isEqualTo(9);
    assertThat(server.topics.queries)
        .containsExactly(
            new Query(Start.EARLIEST, SubjectFilter.ALL, 10, HistoryPart.BYTES),
            new Query(new Start.AtSequence(2), SubjectFilter.ALL, 9, HistoryPart.BYTES),
            new Query(new Start.AtSequence(3), SubjectFilter.ALL, 8, HistoryPart.BYTES));
  }

  @Test
  void a_page_ends_with_its_limit() throws Exception {
    part(1, LARGE);
    part(2, LARGE);
    part(3, LARGE);

    var page = json(server.get(HISTORY + "?limit=2"));

    assertThat(page.path("messages")).hasSize(2);
    assertThat(page.path("next_from").asInt()).isEqualTo(3);
  }

  @Test
  void a_page_ends_after_four_mebibytes() throws Exception {
    for (int i = 1; i <= 5; i++) {
      part(i, 1 << 20);
    }

    var page = json(server.get(HISTORY));

    assertThat(page.path("messages")).hasSize(4);
    assertThat(page.path("next_from").asInt()).isEqualTo(5);
  }

  @Test
  void a_part_that_ends_for_lack_of_matches_ends_the_page() throws Exception {
    part(1, LARGE);
    server.topics.parts.add(Outcome.done(new HistoryPage(List.of(), 7, new LogBounds(1, 9), null)));

    var page = json(server.get(HISTORY));

    assertThat(page.path("messages")).hasSize(1);
    assertThat(page.path("next_from").asInt()).isEqualTo(7);
  }

  @Test
  void a_page_ends_before_messages_that_are_dropped_while_it_is_written() throws Exception {
    part(1, LARGE);
    var late = FakeTopics.message(7, "orders", new byte[1]);
    server.topics.parts.add(
        Outcome.done(
            new HistoryPage(List.of(late), 8, new LogBounds(7, 9), new StreamItem.Gap(2, 7, 9))));

    var page = json(server.get(HISTORY));

    assertThat(page.path("messages"))
        .extracting(each -> each.path("sequence").asInt())
        .containsExactly(1);
    assertThat(page.path("next_from").asInt()).isEqualTo(2);
    assertThat(page.has("gap")).isFalse();
  }

  @Test
  void a_page_that_cannot_be_completed_breaks_off() {
    part(1, LARGE);
    server.topics.parts.add(Outcome.refused(new Refusal.NoSuchTopic(new TopicName("orders"))));

    assertThatThrownBy(() -> server.get(HISTORY)).isInstanceOf(IOException.class);
  }

  @Test
  void a_page_whose_beginning_cannot_be_read_is_refused_as_any_call() throws Exception {
    server.topics.parts.add(Outcome.refused(new Refusal.NoSuchTopic(new TopicName("orders"))));

    problem(server.get(HISTORY), 404, "topic_not_found");
  }

  @Test
  void a_part_ends_after_a_hundred_messages() throws Exception {
    var hundred =
        LongStream.rangeClosed(1, 100)
            .mapToObj(i -> FakeTopics.message(i, "orders", new byte[1]))
            .toList();
    server.topics.parts.add(
        Outcome.done(new HistoryPage(hundred, 101, new LogBounds(1, 101), null)));
    server.topics.parts.add(
        Outcome.done(
            new HistoryPage(
                List.of(FakeTopics.message(101, "orders", new byte[1])),
                102,
                new LogBounds(1, 101),
                null)));

    var page = json(server.get(HISTORY + "?limit=150"));

    assertThat(page.path("messages")).hasSize(101);
    assertThat(page.path("next_from").asInt()).isEqualTo(102);
    assertThat(server.topics.queries)
        .extracting(Query::limit)
        .containsExactly(HistoryPart.MESSAGES, 50);
  }

  @Test
  void a_gap_before_a_later_part_ends_the_page_and_is_told_by_the_next_one() throws Exception {
    part(1, LARGE);
    server.topics.parts.add(
        Outcome.done(
            new HistoryPage(
                List.of(FakeTopics.message(7, "orders", new byte[1])),
                8,
                new LogBounds(7, 9),
                new StreamItem.Gap(2, 7, 9))));

    var page = json(server.get(HISTORY));

    assertThat(page.path("messages")).hasSize(1);
    assertThat(page.path("next_from").asInt()).isEqualTo(2);
    assertThat(page.has("gap")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", "text"})
  void reading_an_empty_page_needs_little_room(String form) throws Exception {
    var held = new AtomicLong();
    server.topics.reading = () -> held.set((long) server.held());

    server.get(HISTORY + "?body=" + form);

    assertThat(held).hasValueBetween(1, 4 * HistoryPart.BYTES);
  }

  @Test
  void reading_takes_no_more_than_a_part_of_what_there_is() throws Exception {
    var held = new AtomicLong();
    try (var small = new TestServer(1 << 20)) {
      small.topics.reading = () -> held.set((long) small.held());

      assertThat(small.get(HISTORY).statusCode()).isEqualTo(200);
    }

    assertThat(held).hasValueBetween(1, 1 << 17);
  }

  @Test
  void a_page_whose_attributes_find_no_room_is_refused() throws Exception {
    var attributes = new HashMap<String, String>();
    for (int i = 0; i < 8; i++) {
      attributes.put("k" + i, "v".repeat(1000));
    }
    var message = FakeTopics.message(1, "orders", new byte[1], attributes);
    var heavy = new HistoryPage(Collections.nCopies(99, message), 9, new LogBounds(1, 9), null);
    var began = new CountDownLatch(1);
    var enough = new CountDownLatch(1);
    try (var small = new TestServer(2_000_000)) {
      small.topics.reading =
          () -> {
            began.countDown();
            awaitQuietly(enough);
          };
      var first = small.client.sendAsync(small.request(HISTORY).build(), BodyHandlers.discarding());
      assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
      small.topics.reading = () -> small.topics.parts.add(Outcome.done(heavy));

      var refused = small.get(HISTORY);

      problem(refused, 503, "overloaded");
      enough.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void the_head_of_a_long_page_has_no_body() throws Exception {
    part(1, LARGE);

    var answer = server.send(server.request(HISTORY).method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }
}
