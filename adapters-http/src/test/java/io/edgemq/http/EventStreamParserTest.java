package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.http.EventStreamParser.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples and the rules of the HTML standard, 9.2.5 and 9.2.6.
final class EventStreamParserTest {
  private final EventStreamParser parser = new EventStreamParser();

  private EventStreamParser parse(String text) {
    parser.feed(text.getBytes(UTF_8));
    return parser;
  }

  private static Event message(String data, String id) {
    return new Event("message", data, id);
  }

  @Test
  void lines_of_data_are_one_event() {
    assertThat(parse("data: YHOO\ndata: +2\ndata: 10\n\n").events())
        .containsExactly(message("YHOO\n+2\n10", ""));
  }

  @Test
  void comments_ids_and_spaces_are_as_in_the_standard() {
    parse(
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n");

    assertThat(parser.events())
        .containsExactly(message("first event", "1"), message("second event", ""));
    assertThat(parser.comments()).containsExactly(" test stream");
    assertThat(parse("\n").events()).last().isEqualTo(message(" third event", ""));
  }

  @Test
  void empty_data_is_dispatched_and_none_is_not() {
    parse("data\n\ndata\ndata\n\ndata:");

    assertThat(parser.events()).containsExactly(message("", ""), message("\n", ""));
  }

  @Test
  void one_space_is_optional() {
    assertThat(parse("data:test\n\ndata: test\n\n").events())
        .containsExactly(message("test", ""), message("test", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void each_end_of_a_line_is_one(String end) {
    var text = "event: a" + end + "data: 1" + end + "data: 2" + end + end + "data: 3" + end + end;

    assertThat(parse(text).events()).containsExactly(new Event("a", "1\n2", ""), message("3", ""));
  }

  @Test
  void one_mark_at_the_beginning_is_no_part_of_it() {
    assertThat(parse("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n").events())
        .containsExactly(message("1", ""));
    var second = new EventStreamParser();
    second.feed("\uFEFF\uFEFFdata: 1\n\n".getBytes(UTF_8));
    assertThat(second.events()).isEmpty();
  }

  @Test
  void an_id_with_nul_is_ignored() {
    assertThat(parse("id: 1\nid: 2\0\ndata: x\n\n").events()).containsExactly(message("x", "1"));
  }

  @Test
  void an_id_counts_from_the_end_of_its_event_on() {
    assertThat(parse("id: 1\n\nid: 2\n").lastEventId()).isEqualTo("1");
    assertThat(parse("\n").lastEventId()).isEqualTo("2");
    assertThat(parser.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "1s", " 1", "\u0661"})
  void a_time_is_made_of_digits(String text) {
    assertThat(parse("retry: 20\nretry: " + text + "\n").reconnectionMillis()).isEqualTo(20);
  }

  @Test
  void other_fields_and_other_separators_are_nothing() {
    assertThat(parse("Data: 1\ndata : 2\nfoo: 3\ndata: a\u2028b\u0085c\u000bd\n\n").events())
        .containsExactly(message("a\u2028b\u0085c\u000bd", ""));
  }

  @Test
  void what_is_no_utf_8_is_replaced() {
    parser.feed(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '\n'});

    assertThat(parse("\n").events().getFirst().data()).matches("\uFFFD+");
  }
}
