package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.app.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;

/// What a tenant does with its buckets over HTTP.
record KvClient(ApiClient api) {
  /// Makes a bucket.
  ///
  /// @param more fields, each with a comma before it
  void make(String bucket, String more) throws IOException, InterruptedException {
    var answer = api.post("/v1/buckets", "{\"name\":\"" + bucket + "\"" + more + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /// Makes a bucket whose writes that topic is told of.
  void makeTelling(String bucket, String topic) throws IOException, InterruptedException {
    make(bucket, ",\"change_stream_topic\":\"" + topic + "\"");
  }

  /// Changes where the writes are told.
  ///
  /// @param topic as JSON
  void tell(String bucket, String topic) throws IOException, InterruptedException {
    var answer = api.patch("/v1/buckets/" + bucket, "{\"change_stream_topic\":" + topic + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /// Writes a value; the answer, whatever it says. Headers are alternating names and values.
  Answer tryPut(String bucket, String key, String value, String... headers)
      throws IOException, InterruptedException {
    return api.call(
        path(bucket, key),
        request -> {
          for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
          }
          return request.PUT(BodyPublishers.ofString(value));
        });
  }

  /// Writes a value; its revision.
  long put(String bucket, String key, String value, String... headers)
      throws IOException, InterruptedException {
    var answer = tryPut(bucket, key, value, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("revision").asLong();
  }

  /// Deletes a key; the revision of its marker.
  ///
  /// @param query as `?purge=true`, or nothing
  long delete(String bucket, String key, String query) throws IOException, InterruptedException {
    var answer = api.delete(path(bucket, key) + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    return revision(answer);
  }

  Answer get(String bucket, String key) throws IOException, InterruptedException {
    return api.get(path(bucket, key));
  }

  /// The revision that an answer tells.
  static long revision(Answer answer) {
    return answer.response().headers().firstValueAsLong("X-Revision").orElseThrow();
  }

  private static String path(String bucket, String key) {
    return "/v1/kv/" + bucket + "/" + key;
  }
}
