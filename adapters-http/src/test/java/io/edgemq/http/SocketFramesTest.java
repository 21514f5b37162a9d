package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.http.MessageJson.Form;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What clients are told on sockets, byte for byte.
final class SocketFramesTest {
  private static final String MESSAGE =
      """
      {"id":"orders-18","sequence":18,"topic":"orders","subject":"orders.eu",\
      "timestamp":1763712000123,"content_type":"application/json","attributes":{"k":"v"},\
      "body_b64":"e30="}""";

  private final SocketFrames bare = SocketFrames.bare();
  private final SocketFrames one = SocketFrames.of(new SocketId.Whole(1));
  private final SocketFrames named = SocketFrames.of(new SocketId.Text("ä\"b"));

  private static StreamItem event() {
    return new StreamItem.Event(
        new SharedMessage(
            FakeTopics.message(18, "orders.eu", "{}".getBytes(UTF_8), Map.of("k", "v"))));
  }

  private static String text(SocketFrames frames, StreamItem item) {
    return new String(frames.of(item, Form.BASE64).orElseThrow(), UTF_8);
  }

  @Test
  void a_message_stands_bare_or_in_the_envelope_of_its_subscription() {
    assertThat(text(bare, event())).isEqualTo(MESSAGE);
    assertThat(text(one, event()))
        .isEqualTo("{\"op\":\"message\",\"id\":1,\"message\":" + MESSAGE + "}");
    assertThat(text(named, event()))
        .startsWith("{\"op\":\"message\",\"id\":\"ä\\\"b\",\"message\":{");
  }

  @Test
  void an_error_says_when_to_come_back_where_http_does() {
    var busy = new String(one.error(OutageProblems.draining()), UTF_8);
    var wrong = new String(one.error(SocketProblems.noSuchId()), UTF_8);

    assertThat(busy).endsWith(",\"retry_ms\":1000}}").contains("\"status\":503");
    assertThat(wrong).doesNotContain("retry_ms");
  }

  @Test
  void a_message_is_written_once_for_all_sockets_of_a_form() {
    var event = event();

    var first = bare.of(event, Form.BASE64).orElseThrow();
    var second = SocketFrames.bare().of(event, Form.BASE64).orElseThrow();

    assertThat(second).isSameAs(first);
    assertThat(new String(bare.of(event, Form.TEXT).orElseThrow(), UTF_8))
        .endsWith("\"body\":\"{}\"}");
  }

  @Test
  void gaps_and_what_is_skipped_are_told() {
    assertThat(text(bare, new StreamItem.Gap(5, 9, 20)))
        .isEqualTo("{\"op\":\"gap\",\"requested\":5,\"oldest\":9,\"newest\":20}");
    assertThat(text(one, new StreamItem.Skipped(40, 21, 70)))
        .isEqualTo("{\"op\":\"skipped\",\"id\":1,\"count\":40,\"from\":21,\"to\":70}");
  }

  @Test
  void how_far_an_idle_subscription_has_come_is_not_told() {
    assertThat(one.of(new StreamItem.Passed(7), Form.BASE64)).isEmpty();
  }

  @Test
  void the_end_of_a_subscription_says_when_to_come_back_if_one_may() {
    assertThat(text(one, closed(StreamItem.Reason.TOO_SLOW)))
        .isEqualTo(
            "{\"op\":\"close\",\"id\":1,\"code\":\"too_slow\",\"reason\":"
                + "\"The reader takes less than comes.\",\"retry_ms\":1234}");
    assertThat(text(one, closed(StreamItem.Reason.REVOKED)))
        .contains("\"code\":\"key_revoked\"")
        .doesNotContain("retry_ms");
  }

  @ParameterizedTest
  @CsvSource({
    "SHUTDOWN, 3001, 'shutdown,1234'",
    "TOO_SLOW, 3002, 'too_slow,1234'",
    "UNAVAILABLE, 3003, 'unavailable,1234'",
    "OVERLOADED, 3004, 'overloaded,1234'",
    "DELETED, 3502, deleted",
    "EXPIRED, 4401, expired",
    "REVOKED, 4401, key_revoked",
    "SUSPENDED, 4403, tenant_suspended"
  })
  void each_end_of_a_stream_has_a_close_code(StreamItem.Reason reason, int code, String words) {
    var end = StreamEnd.of(reason);

    assertThat(end.closeCode()).isEqualTo(code);
    assertThat(end.closeReason(closed(reason))).isEqualTo(words);
  }

  private static StreamItem.Closed closed(StreamItem.Reason reason) {
    return new StreamItem.Closed(reason, Duration.ofMillis(1234));
  }

  @ParameterizedTest
  @EnumSource(SocketAnswer.class)
  void a_frame_has_the_fields_of_the_table_and_no_others(SocketAnswer answer) {
    var must = new ArrayList<>(List.of("op", "id"));
    must.addAll(answer.required());

    for (var frame : samples(answer)) {
      var names = new ArrayList<String>();
      frame.fieldNames().forEachRemaining(names::add);

      assertThat(names).as(frame.toString()).containsAll(must);
      names.removeAll(must);
      assertThat(answer.optional()).as(frame.toString()).containsAll(names);
    }
  }

  /// Frames as they are sent; those that a session writes are looked at in its own test.
  private List<JsonNode> samples(SocketAnswer answer) {
    return switch (answer) {
      case SUBSCRIBED, UNSUBSCRIBED, PONG, RECEIVING -> List.of(json(one.plain(answer)));
      case ERROR -> List.of(json(one.error(SocketProblems.idInUse())));
      case MESSAGE ->
          List.of(
              SocketClient.parse(text(one, event())),
              json(one.of(FakeLeases.received(1, "x", null), Form.TEXT)));
      case GAP -> List.of(SocketClient.parse(text(one, new StreamItem.Gap(5, 9, 20))));
      case SKIPPED -> List.of(SocketClient.parse(text(one, new StreamItem.Skipped(4, 2, 7))));
      case CLOSE ->
          List.of(
              SocketClient.parse(text(one, closed(StreamItem.Reason.DELETED))),
              SocketClient.parse(text(one, closed(StreamItem.Reason.EXPIRED))));
      case PUBLISHED, SETTLED -> List.of();
    };
  }

  private static JsonNode json(byte[] frame) {
    return SocketClient.parse(new String(frame, UTF_8));
  }
}
