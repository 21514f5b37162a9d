package io.edgemq.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.app.KeyTask.UnknownTenant;
import io.edgemq.domain.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// [KeyTask]s and their answers as lines of JSON, between `edgemq key` and a server of the same
/// release: this is no API.
final class KeyWire {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KeyWire() {}

  static String line(KeyTask task) {
    var node = JSON.createObjectNode();
    switch (task) {
      case KeyTask.Issue issue -> {
        asked(node, "issue", issue.tenant())
            .put("label", issue.label())
            .put("unknown", issue.unknown().name());
        var scopes = node.putArray("scopes");
        issue.scopes().forEach(scopes::add);
        var end = issue.expiresAt();
        node.put("expires_at", end == null ? null : end.toString());
        node.put("messages_per_second", issue.messagesPerSecond());
      }
      case KeyTask.Revoke(var tenant, var id) -> asked(node, "revoke", tenant).put("id", id);
      case KeyTask.Tell(var tenant) -> asked(node, "list", tenant);
    }
    return node.toString();
  }

  private static ObjectNode asked(ObjectNode node, String what, TenantId tenant) {
    return node.put("key", what).put("tenant", tenant.value());
  }

  /// The task in `line`. Throws [IllegalArgumentException] when there is none.
  static KeyTask task(String line) {
    var node = read(line);
    var tenant = new TenantId(node.path("tenant").asText());
    return switch (node.path("key").asText()) {
      case "issue" ->
          new KeyTask.Issue(
              tenant,
              node.path("label").asText(),
              texts(node.path("scopes")),
              node.path("expires_at").isTextual()
                  ? Instant.parse(node.path("expires_at").asText())
                  : null,
              node.path("messages_per_second").isIntegralNumber()
                  ? node.path("messages_per_second").asLong()
                  : null,
              UnknownTenant.valueOf(node.path("unknown").asText()));
      case "revoke" -> new KeyTask.Revoke(tenant, node.path("id").asText());
      case "list" -> new KeyTask.Tell(tenant);
      default ->
          throw new IllegalArgumentException("the server is of another release; restart it first");
    };
  }

  static String line(KeyTask.Answer answer) {
    var node = JSON.createObjectNode().put("status", answer.status());
    var out = node.putArray("out");
    answer.out().forEach(out::add);
    var err = node.putArray("err");
    answer.err().forEach(err::add);
    return node.toString();
  }

  /// The answer in `line`. Throws [IllegalArgumentException] when there is none.
  static KeyTask.Answer answer(String line) {
    var node = read(line);
    if (!node.path("status").isInt()) {
      throw new IllegalArgumentException("the server gave no answer; see its log");
    }
    return new KeyTask.Answer(
        node.path("status").asInt(), texts(node.path("out")), texts(node.path("err")));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("the answer broke off; see the server's log", broken);
    }
  }
}
