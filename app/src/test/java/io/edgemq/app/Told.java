package io.edgemq.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A message that a topic has about a write to a bucket.
///
/// @param attributes all of them
record Told(String subject, String body, String contentType, JsonNode attributes) {
  private static final int NOT_FOUND = 404;

  /// Everything in the topic, in its order; nothing when there is no such topic.
  static List<Told> in(ApiClient client, String topic) throws IOException, InterruptedException {
    var all = new ArrayList<Told>();
    long from = 1;
    long last;
    do {
      var page = client.get("/v1/topics/" + topic + "/messages?body=text&limit=1000&from=" + from);
      if (page.status() == NOT_FOUND) {
        return List.of();
      }
      if (page.status() != 200) {
        throw new IOException("the topic was not read: " + page.text());
      }
      page.json().path("messages").forEach(message -> all.add(of(message)));
      from = page.json().path("next_from").asLong();
      last = page.json().path("last_sequence").asLong();
    } while (from <= last);
    return all;
  }

  private static Told of(JsonNode message) {
    return new Told(
        message.path("subject").asText(),
        message.path("body").asText(),
        message.path("content_type").asText(),
        message.path("attributes"));
  }

  /// The last sequence of the topic; 0 when there is no such topic.
  static long last(ApiClient client, String topic) throws IOException, InterruptedException {
    return client.get("/v1/topics/" + topic).json().path("last_sequence").asLong();
  }

  long revision() {
    return Long.parseLong(attributes.path("mq-kv-revision").asText());
  }

  String operation() {
    return attributes.path("mq-kv-operation").asText();
  }

  String bucket() {
    return attributes.path("mq-kv-bucket").asText();
  }

  String hops() {
    return attributes.path("mq-kv-hops").asText();
  }
}
