package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.edgemq.server.WebSocketCloseCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The description of what is said over sockets and the code are one and the same, both ways.
final class AsyncApiTest {
  private static final String SCHEMAS = "#/components/schemas/";

  private final JsonNode document = document();

  private static JsonNode document() {
    try (var in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private JsonNode resolved(JsonNode node) {
    var found = node;
    while (found.has("$ref")) {
      found = document.at(found.path("$ref").asText().substring(1));
      assertThat(found.isMissingNode()).isFalse();
    }
    return found;
  }

  private JsonNode payload(String message) {
    return resolved(document.at("/components/messages/" + message + "/payload"));
  }

  private static Set<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode list) {
    var texts = new TreeSet<String>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> with(List<String> first, List<String> more) {
    var all = new TreeSet<>(first);
    all.addAll(more);
    return all;
  }

  /// The messages of the operations of a channel, by what the server does with them.
  private Set<String> said(String channel, String action) {
    var names = new TreeSet<String>();
    for (var operation : document.path("operations")) {
      var own = operation.at("/channel/$ref").asText().equals("#/channels/" + channel);
      if (own && operation.path("action").asText().equals(action)) {
        operation.path("messages").forEach(each -> names.add(lastName(each)));
      }
      if (own && action.equals("send")) {
        operation.at("/reply/messages").forEach(each -> names.add(lastName(each)));
      }
    }
    return names;
  }

  private static String lastName(JsonNode reference) {
    var text = reference.path("$ref").asText();
    return text.substring(text.lastIndexOf('/') + 1);
  }

  @Test
  void every_reference_leads_somewhere() {
    var references = new ArrayList<JsonNode>();
    collect(document, references);

    assertThat(references).hasSizeGreaterThan(50);
    references.forEach(each -> assertThat(resolved(each).isMissingNode()).isFalse());
  }

  private static void collect(JsonNode node, List<JsonNode> references) {
    if (node.has("$ref")) {
      references.add(node);
    }
    node.forEach(child -> collect(child, references));
  }

  @Test
  void the_channels_are_the_paths_that_are_served_with_their_parameters() {
    try (var server = new TestServer()) {
      var served =
          server.routes().stream().filter(each -> each.path().startsWith("/v1/ws")).toList();

      assertThat(served).hasSize(2);
      assertThat(document.path("channels")).hasSize(2);
      for (var route : served) {
        var channel =
            StreamSupport.stream(document.path("channels").spliterator(), false)
                .filter(each -> each.path("address").asText().equals(route.path()))
                .findFirst()
                .orElseThrow();
        assertThat(names(channel.at("/bindings/ws/query/properties")))
            .isEqualTo(new TreeSet<>(route.parameters()));
        assertThat(names(channel.path("parameters"))).isEqualTo(arguments(route.path()));
      }
    }
  }

  private static Set<String> arguments(String path) {
    var arguments = new TreeSet<String>();
    for (var segment : path.split("/", -1)) {
      if (segment.startsWith("{")) {
        arguments.add(segment.substring(1, segment.length() - 1));
      }
    }
    return arguments;
  }

  @Test
  void a_socket_is_asked_and_says_what_is_described() {
    var asked = new TreeSet<String>();
    Stream.of(SocketOp.values()).forEach(op -> asked.add(op.word()));
    var told = new TreeSet<String>();
    Stream.of(SocketAnswer.values()).forEach(answer -> told.add(answer.word()));

    assertThat(said("socket", "receive")).isEqualTo(asked);
    assertThat(said("socket", "send")).isEqualTo(told);
    assertThat(names(document.at("/channels/socket/messages")))
        .isEqualTo(with(List.copyOf(asked), List.copyOf(told)));
    assertThat(said("subscription", "receive")).containsExactly("barePing");
    assertThat(said("subscription", "send"))
        .containsExactly("bareError", "bareGap", "bareMessage", "barePong", "bareSkipped");
  }

  @ParameterizedTest
  @EnumSource(SocketOp.class)
  void a_request_has_the_fields_that_are_described(SocketOp op) {
    var payload = payload(op.word());

    assertThat(payload.at("/properties/op/const").asText()).isEqualTo(op.word());
    assertThat(payload.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(texts(payload.path("required"))).isEqualTo(with(List.of("op"), op.required()));
    assertThat(names(payload.path("properties"))).isEqualTo(new TreeSet<>(op.known()));
  }

  @ParameterizedTest
  @EnumSource(SocketAnswer.class)
  void an_answer_has_the_fields_that_are_described(SocketAnswer answer) {
    var payload = payload(answer.word());
    var required = with(List.of("op", "id"), answer.required());

    assertThat(payload.at("/properties/op/const").asText()).isEqualTo(answer.word());
    assertThat(texts(payload.path("required"))).isEqualTo(required);
    assertThat(names(payload.path("properties")))
        .isEqualTo(with(List.copyOf(required), answer.optional()));
  }

  @ParameterizedTest
  @EnumSource(
      value = SocketAnswer.class,
      names = {"PONG", "GAP", "SKIPPED", "ERROR"})
  void on_a_subscriptions_socket_the_same_is_said_without_an_id(SocketAnswer answer) {
    var word = answer.word();
    var payload = payload("bare" + Character.toUpperCase(word.charAt(0)) + word.substring(1));

    assertThat(payload.at("/properties/op/const").asText()).isEqualTo(word);
    assertThat(texts(payload.path("required"))).isEqualTo(with(List.of("op"), answer.required()));
    assertThat(names(payload.path("properties"))).isEqualTo(with(List.of("op"), answer.required()));
  }

  @Test
  void the_close_codes_are_those_that_are_sent() {
    var described = new TreeSet<String>();
    for (var each : document.path("x-close-codes")) {
      int code = each.path("code").asInt();
      assertThat(each.path("retry").asBoolean()).isEqualTo(code < 3500);
      described.add(code + " " + each.path("word").asText());
    }
    var sent = new TreeSet<String>();
    Stream.of(StreamEnd.values()).forEach(end -> sent.add(end.closeCode() + " " + end.word()));
    WebSocketCloseCode.OF_SERVER.forEach((code, word) -> sent.add(code + " " + word));

    assertThat(described).isEqualTo(sent);
  }

  @Test
  void every_example_of_a_request_is_answered_as_described() throws Exception {
    try (var server = new RealServer()) {
      server.call(RealServer.OWNER, "POST", "/v1/topics", "{\"name\":\"orders\"}");
      server.call(RealServer.OWNER, "POST", "/v1/queues", "{\"name\":\"jobs\"}");
      for (var op : SocketOp.values()) {
        var examples = document.at("/components/messages/" + op.word() + "/examples");
        assertThat(examples).as(op.word()).isNotEmpty();
        for (var example : examples) {
          assertThat(answer(server, op, example.path("payload")).path("op").asText())
              .isEqualTo(replyTo(op));
        }
      }
    }
  }

  private static JsonNode answer(RealServer server, SocketOp op, JsonNode request)
      throws Exception {
    try (var socket = new SocketClient(server.port(), "/v1/ws", RealServer.OWNER)) {
      if (op == SocketOp.UNSUBSCRIBE) {
        socket.ask(
            "{\"op\":\"subscribe\",\"id\":%s,\"topic\":\"orders\"}".formatted(request.path("id")));
      }
      return socket.ask(request.toString());
    }
  }

  private String replyTo(SocketOp op) {
    var replies = document.at("/operations/" + op.word() + "/reply/messages");
    return StreamSupport.stream(replies.spliterator(), false)
        .map(AsyncApiTest::lastName)
        .filter(name -> !name.equals("error"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_example_has_the_fields_of_its_message() {
    for (var message : document.at("/components/messages").properties()) {
      var payload = payload(message.getKey());
      var examples = message.getValue().path("examples");
      assertThat(examples).as(message.getKey()).isNotEmpty();
      for (var example : examples) {
        var names = names(example.path("payload"));
        assertThat(names).as(message.getKey()).containsAll(texts(payload.path("required")));
        assertThat(names(payload.path("properties"))).as(message.getKey()).containsAll(names);
      }
    }
  }

  @Test
  void messages_have_the_fields_that_are_described() throws Exception {
    try (var server = new RealServer();
        var socket = new SocketClient(server.port(), "/v1/ws", RealServer.OWNER)) {
      server.call(RealServer.OWNER, "POST", "/v1/topics", "{\"name\":\"orders\"}");
      server.call(RealServer.OWNER, "POST", "/v1/queues", "{\"name\":\"jobs\"}");
      server.call(RealServer.OWNER, "POST", "/v1/topics/orders/messages", "x");
      server.call(RealServer.OWNER, "POST", "/v1/queues/jobs/messages", "x");
      socket.ask("{\"op\":\"subscribe\",\"id\":1,\"topic\":\"orders\",\"from\":1}");
      isDescribed(socket.next("message", "1"), "topicMessage");
      socket.ask("{\"op\":\"receive\",\"id\":2,\"queue\":\"jobs\",\"credit\":1}");
      isDescribed(socket.next("message", "2"), "queueMessage");
    }
  }

  private void isDescribed(JsonNode frame, String schema) {
    var described = document.at((SCHEMAS + schema).substring(1));
    var names = names(frame.path("message"));
    assertThat(names).containsAll(texts(described.path("required")));
    assertThat(names(described.path("properties"))).containsAll(names);
  }

  @Test
  void the_document_is_served() throws Exception {
    try (var server = new TestServer()) {
      var answer = server.send(server.open("/asyncapi.yaml").GET());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
      assertThat(answer.body()).startsWith("asyncapi: 3.0.0\n");
    }
  }
}
