package io.edgemq.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.http.EventStreamParser.Event;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.server.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What browsers make of our streams, whatever is in the messages.
final class SseFramingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT_JSON = "text/plain; x=\"data: 1\"";

  /// Each may be taken for something else by who reads lines.
  static List<byte[]> payloads() {
    return List.of(
        bytes(""),
        bytes("\n"),
        bytes("\r"),
        bytes("\r\n\r\n"),
        bytes("a\nb\n\nc"),
        bytes("a\rb\r\rc"),
        bytes("\n\nevent: close\ndata: {}\n\n"),
        bytes("\0"),
        bytes("a\0b"),
        bytes("\uFEFFx"),
        bytes("  two spaces"),
        bytes(": a comment"),
        bytes("\u00e4\u20ac\u4f60"),
        bytes("\u2028\u2029\u0085\u000b\u000c"),
        bytes("\ud83d\ude80\ud83c\udff3\ufe0f\u200d\ud83c\udf08"),
        HexFormat.of().parseHex("eda080"),
        HexFormat.of().parseHex("eda080edb080"),
        HexFormat.of().parseHex("c080ff0a0d00"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static TopicMessage message(long sequence, byte[] payload) {
    var attributes =
        Attributes.of(Map.of("k", " \uFEFF\u2028\ud83d\ude80 data: 1", "empty", "", "colon", ":"));
    return new TopicMessage(
        new Subject("orders.e:u-1"),
        sequence,
        Instant.ofEpochMilli(1),
        new Content(TEXT_JSON, attributes, new Payload(payload)));
  }

  /// The stream of `items`, as it is written.
  private static byte[] stream(MessageJson.Form form, List<StreamItem> items) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(SseFrames.OPENING);
    var frames = SseFrames.of(form);
    items.forEach(item -> out.writeBytes(frames.of(item)));
    return out.toByteArray();
  }

  private static EventStreamParser parse(byte[] stream) {
    var parser = new EventStreamParser();
    parser.feed(stream);
    return parser;
  }

  private static StreamItem event(TopicMessage message) {
    return new StreamItem.Event(new SharedMessage(message));
  }

  private static void isMessage(Event event, TopicMessage message) throws IOException {
    assertThat(event.type()).isEqualTo("message");
    assertThat(event.id()).isEqualTo(Long.toString(message.sequence()));
    var json = JSON.readTree(event.data());
    var content = message.content();
    assertThat(json.path("sequence").asLong()).isEqualTo(message.sequence());
    assertThat(json.path("subject").asText()).isEqualTo(message.subject().value());
    assertThat(json.path("content_type").asText()).isEqualTo(content.contentType());
    var attributes = new TreeMap<String, String>();
    json.path("attributes")
        .properties()
        .forEach(each -> attributes.put(each.getKey(), each.getValue().asText()));
    assertThat(attributes).isEqualTo(content.attributes().asMap());
    assertThat(payload(json)).isEqualTo(content.payload().bytes());
  }

  private static byte[] payload(JsonNode json) throws IOException {
    var text = json.path("body");
    return text.isMissingNode() ? json.path("body_b64").binaryValue() : bytes(text.asText());
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void a_message_arrives_as_it_is(byte[] payload) throws Exception {
    var message = message(7, payload);

    for (var form : MessageJson.Form.values()) {
      var parser = parse(stream(form, List.of(event(message))));

      assertThat(parser.events()).hasSize(1);
      isMessage(parser.events().getFirst(), message);
      assertThat(parser.comments()).containsExactly(" connected");
      assertThat(parser.reconnectionMillis()).isEqualTo(2000);
    }
  }

  @ParameterizedTest
  @EnumSource(MessageJson.Form.class)
  void pieces_of_every_size_make_the_same_events(MessageJson.Form form) throws Exception {
    var payloads = payloads();
    var items = new java.util.ArrayList<StreamItem>();
    for (int i = 0; i < payloads.size(); i++) {
      items.add(event(message(i + 1, payloads.get(i))));
    }
    var stream = stream(form, items);
    var whole = parse(stream).events();
    assertThat(whole).hasSize(payloads.size());

    for (int size = 1; size <= 64; size++) {
      var parser = new EventStreamParser();
      for (int at = 0; at < stream.length; at += size) {
        parser.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
      }
      assertThat(parser.events()).as("pieces of %d", size).isEqualTo(whole);
    }
  }

  @Test
  void a_stream_that_breaks_anywhere_shows_whole_events_only() {
    var stream =
        stream(
            MessageJson.Form.TEXT,
            List.of(event(message(1, bytes("a\nb"))), event(message(2, bytes("c")))));
    var whole = parse(stream).events();

    for (int end = 0; end < stream.length; end++) {
      var parser = parse(Arrays.copyOf(stream, end));

      assertThat(parser.events()).isEqualTo(whole.subList(0, parser.events().size()));
      var last = parser.events().isEmpty() ? "" : parser.events().getLast().id();
      assertThat(parser.lastEventId()).isEqualTo(last);
    }
  }

  @Test
  void frames_that_are_no_messages_are_what_they_say() {
    var parser =
        parse(
            stream(
                MessageJson.Form.TEXT,
                List.of(
                    new StreamItem.Gap(3, 18, 30),
                    new StreamItem.Passed(20),
                    new StreamItem.Skipped(4, 21, 29),
                    new StreamItem.Closed(StreamItem.Reason.SHUTDOWN, Duration.ofMillis(1234)))));

    assertThat(parser.events()).extracting(Event::type).containsExactly("gap", "skipped", "close");
    assertThat(parser.events()).extracting(Event::id).containsExactly("17", "20", "20");
    assertThat(parser.reconnectionMillis()).isEqualTo(1234);
    assertThat(parser.lastEventId()).isEqualTo("20");
  }

  @Provide
  Arbitrary<TopicMessage> messages() {
    var texts = Arbitraries.strings().map(text -> bytes(text));
    var bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    var values = Arbitraries.strings().filter(value -> Attributes.complaint("k", value).isEmpty());
    var names = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(9);
    var types = Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(80);
    return Combinators.combine(
            Arbitraries.longs().between(1, Long.MAX_VALUE),
            Arbitraries.oneOf(texts, bytes),
            Arbitraries.maps(names, values).ofMaxSize(4),
            types.filter(Content::isLegalType))
        .as(
            (sequence, payload, attributes, type) ->
                new TopicMessage(
                    new Subject("orders.eu"),
                    sequence,
                    Instant.ofEpochMilli(1),
                    new Content(type, Attributes.of(attributes), new Payload(payload))));
  }

  @Property(tries = 500)
  void any_message_arrives_as_it_is(@ForAll("messages") TopicMessage message) throws Exception {
    for (var form : MessageJson.Form.values()) {
      var events = parse(stream(form, List.of(event(message)))).events();

      assertThat(events).hasSize(1);
      isMessage(events.getFirst(), message);
    }
  }

  @Test
  void an_entry_of_the_audit_arrives_as_it_is() throws Exception {
    var target = "a\r\nb\0\u2028\uFEFF\ud83d\ude80\n\ndata: 1";
    var entry =
        new AuditEntry(
            7,
            new AuditRecord(
                FakeQueues.BORN,
                " alice\r",
                "tenant.suspend",
                target,
                FakeLogins.TENANT,
                "192.0.2.1",
                AuditRecord.Outcome.DONE,
                "req-1"),
            "ab".repeat(32));

    var events = parse(SseFrames.entry(entry)).events();

    assertThat(events).hasSize(1);
    var json = JSON.readTree(events.getFirst().data());
    assertThat(events.getFirst()).extracting(Event::type, Event::id).containsExactly("entry", "7");
    assertThat(json.path("target").asText()).isEqualTo(target);
    assertThat(json.path("actor").asText()).isEqualTo(" alice\r");
  }

  @Test
  void values_of_a_bucket_arrive_as_they_are() throws Exception {
    try (var server = new TestServer();
        var wire = new Wire(server.port())) {
      server.post("/v1/buckets", "{\"name\":\"users\"}");
      var values = List.of("", "a\rb\n\nc\0", "\uFEFF \u2028", "\ud83d\ude80");
      for (int i = 0; i < values.size(); i++) {
        server.call(
            "PUT", "/v1/kv/users/k" + i, values.get(i), Map.of("Content-Type", "text/plain"));
      }
      wire.send("GET /v1/kv/users/watch?from=earliest&body=text HTTP/1.1\r\n")
          .send("Host: x\r\nAuthorization: Bearer good-token\r\n\r\n");
      wire.untilIn("\"revision\":4");
      var answer = wire.untilIn("\"}\n\n\r\n");

      var events = parse(Wire.body(answer).getBytes(ISO_8859_1)).events();

      assertThat(events).hasSize(values.size());
      for (int i = 0; i < values.size(); i++) {
        var json = JSON.readTree(events.get(i).data());
        assertThat(json.path("value").asText()).isEqualTo(values.get(i));
        assertThat(events.get(i).id()).isEqualTo(Integer.toString(i + 1));
      }
    }
  }
}
