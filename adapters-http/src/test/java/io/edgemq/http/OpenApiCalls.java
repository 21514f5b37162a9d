package io.edgemq.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Every call of the OpenAPI document, and a body that each accepts.
final class OpenApiCalls {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private static final String NOTHING = "";

  /// What counts is named by the end of its path, which stands for any.
  private static final String COUNT = "POST /v1/kv/{bucket}/{key…}";

  /// Of every call that is neither GET nor DELETE.
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("POST /v1/queues", "{\"name\":\"made\"}"),
          Map.entry("PATCH /v1/queues/{queue}", "{\"delay_seconds\":0}"),
          Map.entry("POST /v1/queues/{queue}/purge", NOTHING),
          Map.entry("POST /v1/queues/{queue}/messages", "new"),
          Map.entry(
              "POST /v1/queues/{queue}/messages/batch", "{\"messages\":[{\"body\":\"new\"}]}"),
          Map.entry("POST /v1/queues/{queue}/receive", "{\"max\":1}"),
          Map.entry("POST /v1/queues/{queue}/settle", "{\"ack\":[\"{receipt}\"]}"),
          Map.entry("POST /v1/queues/{queue}/redrive", "{\"max\":1}"),
          Map.entry("POST /v1/buckets", "{\"name\":\"made\"}"),
          Map.entry("PATCH /v1/buckets/{bucket}", "{\"history\":2}"),
          Map.entry("PUT /v1/kv/{bucket}/{key…}", "7"),
          Map.entry(COUNT, NOTHING),
          Map.entry(
              "PUT /v1/admin/change-streams/{tenant}/{bucket}", "{\"target_topic\":\"{topic}\"}"),
          Map.entry("POST /v1/topics", "{\"name\":\"made\"}"),
          Map.entry("PATCH /v1/topics/{topic}", "{\"retention_seconds\":600}"),
          Map.entry("POST /v1/topics/{topic}/messages", "new"),
          Map.entry(
              "POST /v1/topics/{topic}/messages/batch", "{\"messages\":[{\"body\":\"new\"}]}"),
          Map.entry(
              "POST /v1/subscriptions",
              """
              {"name":"made","topic":"{topic}","pattern":"{topic}.>","delivery_type":"sse"}"""),
          Map.entry("PATCH /v1/subscriptions/{id}", "{\"pattern\":\"{topic}.>\"}"),
          Map.entry("POST /v1/subscriptions/{id}/pause", NOTHING),
          Map.entry("POST /v1/subscriptions/{id}/resume", NOTHING),
          Map.entry("POST /v1/subscriptions/{id}/replay", "{\"from\":\"earliest\"}"),
          Map.entry("POST /v1/subscriptions/{id}/secret/rotate", NOTHING),
          Map.entry("POST /v1/subscriptions/{id}/secret/promote", NOTHING),
          Map.entry("POST /v1/subscriptions/{id}/test", NOTHING),
          Map.entry("POST /v1/subscriptions/{id}/dead-letters/redrive", "{\"dry_run\":true}"),
          Map.entry(
              "POST /v1/ingests",
              """
              {"name":"made","target":{"queue":"jobs"},"auth":{"type":"open"}}"""),
          Map.entry("POST /v1/ingest/{id}", "posted"),
          Map.entry("POST /v1/ingest/{id}/{rest…}", "posted"),
          Map.entry(
              "POST /v1/issuers",
              """
              {"name":"made","issuer":"https://id.example","audience":"made"}"""),
          Map.entry("POST /v1/me/keys", "{\"label\":\"more\"}"),
          Map.entry("POST /v1/tickets", "{\"path\":\"/v1/topics/{topic}/stream\"}"),
          Map.entry("POST /v1/claim/{token}", NOTHING),
          Map.entry("POST /v1/invite-requests", "{\"name\":\"Ann\",\"email\":\"ann@example.com\"}"),
          Map.entry("POST /v1/admin/tenants", "{\"tag\":\"new\"}"),
          Map.entry("POST /v1/admin/tenants/{tenant}/suspend", NOTHING),
          Map.entry("POST /v1/admin/tenants/{tenant}/unsuspend", NOTHING),
          Map.entry("POST /v1/admin/tenants/{tenant}/keys", NOTHING),
          Map.entry("PUT /v1/admin/tenants/{tenant}/quota", "{\"queues\":100}"),
          Map.entry("POST /v1/admin/invites", "{\"tag\":\"new\"}"),
          Map.entry("POST /v1/admin/invite-requests/{id}/approve", NOTHING),
          Map.entry("POST /v1/admin/invite-requests/{id}/decline", NOTHING),
          Map.entry("POST /v1/admin/backup", NOTHING));

  private OpenApiCalls() {}

  /// A call: its method, path and body have the arguments of the path in braces.
  record Sample(String method, String path, String body) {
    String name() {
      return method + " " + path;
    }

    /// The path, with what `values` has for its arguments.
    String path(Map<String, String> values) {
      return filled(name().equals(COUNT) ? path + "/incr" : path, values);
    }

    /// The body, likewise.
    String body(Map<String, String> values) {
      return filled(body, values);
    }

    private static String filled(String text, Map<String, String> values) {
      var filled = text;
      for (var each : values.entrySet()) {
        filled = filled.replace("{" + each.getKey() + "}", each.getValue());
      }
      return filled;
    }

    /// What the thing is that `{id}` stands for.
    String idOf() {
      if (path.startsWith("/v1/jobs/")) {
        return "job";
      }
      if (path.startsWith("/v1/ingest/")) {
        return path.endsWith("{id}") ? "ingest" : "ingest-with-path";
      }
      if (path.contains("/invite-requests/")) {
        return "request";
      }
      return path.contains("/keys/") ? "key" : "subscription";
    }
  }

  /// All of them; what removes things comes last, the smaller things first.
  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    try (var in = OpenApiCalls.class.getResourceAsStream("/openapi.yaml")) {
      var document = new ObjectMapper(new YAMLFactory()).readTree(in);
      for (var path : document.path("paths").properties()) {
        for (var each : path.getValue().properties()) {
          if (METHODS.contains(each.getKey())) {
            samples.add(sample(each.getKey().toUpperCase(Locale.ROOT), path.getKey()));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    samples.sort(
        Comparator.comparing((Sample each) -> each.method().equals("DELETE"))
            .thenComparing(each -> each.path().equals("/v1/topics/{topic}"))
            .thenComparing(each -> each.path().equals("/v1/buckets/{bucket}"))
            .thenComparing(each -> each.path().equals("/v1/queues/{queue}")));
    return samples;
  }

  private static Sample sample(String method, String path) {
    boolean isPlain = method.equals("GET") || method.equals("DELETE");
    var body = BODIES.get(method + " " + path);
    if (!isPlain && body == null) {
      throw new AssertionError("say what a body of this looks like: " + method + " " + path);
    }
    return new Sample(method, path, body == null ? NOTHING : body);
  }
}
