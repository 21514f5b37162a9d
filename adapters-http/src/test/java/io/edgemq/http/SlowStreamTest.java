package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams whose readers do not read for a while, over a connection whose buffers are full.
@Timeout(60)
final class SlowStreamTest {
  private static final String TOPIC = "/v1/topics/orders/stream";

  /// More than any system's buffers of a connection hold.
  private static final int MESSAGES = 400;

  private static final int BYTES = 100_000;
  private static final int SUBJECTS = 5;

  /// Events of one stream, in order.
  private record Events(BufferedReader lines) {
    record Event(String name, JsonNode data) {}

    static Events of(InputStream bytes) {
      return new Events(new BufferedReader(new InputStreamReader(bytes, UTF_8)));
    }

    Event next() throws IOException {
      var name = "";
      while (true) {
        var line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the stream ended without an event");
        }
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          return new Event(name, new ObjectMapper().readTree(line.substring(6)));
        }
      }
    }
  }

  /// What a reader got that slept through most of it: up to the last message, or to its end.
  private static List<Events.Event> sleepThrough(RealServer server, String path) throws Exception {
    var all = new ArrayList<Events.Event>();
    try (var bytes = server.stream(path)) {
      var events = Events.of(bytes);
      publish(server, 0, "");
      events.next();
      for (int i = 0; i < MESSAGES; i++) {
        publish(server, i % SUBJECTS, "x".repeat(BYTES));
      }
      while (all.isEmpty() || !isLast(all.getLast())) {
        all.add(events.next());
      }
    }
    return all;
  }

  private static boolean isLast(Events.Event event) {
    return event.name().equals("close") || event.data().path("sequence").asInt() == MESSAGES + 2;
  }

  private static void publish(RealServer server, int subject, String body) throws Exception {
    var path = "/v1/topics/orders/messages?subject=s" + subject;
    var answer = server.call(RealServer.OWNER, "POST", path, body);
    assertThat(answer.status()).isLessThan(300);
  }

  private static List<Integer> sequences(List<Events.Event> events) {
    return events.stream()
        .filter(event -> event.name().equals("message"))
        .map(event -> event.data().path("sequence").asInt())
        .toList();
  }

  /// The messages after the one of `things` and the first small one.
  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(3, last).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&slow=catch_up"})
  void one_that_catches_up_gets_everything(String slow) throws Exception {
    try (var server = new RealServer()) {
      server.things();

      var events = sleepThrough(server, TOPIC + "?from=latest" + slow);

      assertThat(events).extracting(Events.Event::name).containsOnly("message");
      assertThat(sequences(events)).isEqualTo(upTo(MESSAGES + 2));
    }
  }

  @Test
  void one_that_is_disconnected_is_told_and_goes_on_with_its_cursor() throws Exception {
    try (var server = new RealServer()) {
      server.things();

      var events = sleepThrough(server, TOPIC + "?from=latest&slow=disconnect");

      var closed = events.removeLast();
      assertThat(closed.name()).isEqualTo("close");
      assertThat(closed.data().path("code").asText()).isEqualTo("too_slow");
      assertThat(closed.data().path("retry_ms").asInt()).isPositive();
      int last = events.getLast().data().path("sequence").asInt();
      assertThat(sequences(events)).isEqualTo(upTo(last));
      try (var again = server.stream(TOPIC + "?slow=disconnect&last_event_id=" + last)) {
        assertThat(Events.of(again).next().data().path("sequence").asInt()).isEqualTo(last + 1);
      }
    }
  }

  @Test
  void one_that_wants_the_latest_gets_the_newest_of_each_subject() throws Exception {
    try (var server = new RealServer()) {
      var subscription = server.things().get("subscription");

      var events =
          sleepThrough(server, "/v1/subscriptions/" + subscription + "/stream?slow=latest");

      int at = events.stream().map(Events.Event::name).toList().indexOf("skipped");
      var skipped = events.get(at).data();
      int from = skipped.path("from").asInt();
      var before = events.subList(0, at);
      assertThat(sequences(before)).isEqualTo(upTo(from - 1)).hasSameSizeAs(before);
      assertThat(skipped.path("count").asInt()).isEqualTo(MESSAGES - SUBJECTS - before.size());
      assertThat(skipped.path("to").asInt()).isEqualTo(MESSAGES + 2 - SUBJECTS);
      assertThat(sequences(events.subList(at, events.size())))
          .isEqualTo(upTo(MESSAGES + 2).subList(MESSAGES - SUBJECTS, MESSAGES));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', CATCH_UP",
    "slow=catch_up, CATCH_UP",
    "slow=disconnect, DISCONNECT",
    "slow=latest, LATEST"
  })
  void a_reader_says_what_happens_when_it_is_slow(String query, SlowPolicy policy)
      throws Exception {
    try (var server = new TestServer()) {
      for (var path :
          List.of("/v1/subscriptions/" + FakeSubscriptions.ID.value() + "/stream", TOPIC)) {
        server.subscriptions.slow = null;
        server.subscriptions.items.add(
            new StreamItem.Closed(StreamItem.Reason.SHUTDOWN, Duration.ofSeconds(1)));

        try (var wire = new Wire(server.port())) {
          wire.send(
              "GET %s?%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n\r\n"
                  .formatted(path, query));
          wire.until("\r\n0\r\n\r\n");
        }

        assertThat(server.subscriptions.slow).as(path).isEqualTo(policy);
      }
    }
  }
}
