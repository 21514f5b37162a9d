package io.edgemq.jetstream.kv;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.Failures.Refusal;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.table.Json;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Some of a bucket's keys that have messages, as the stream's leader has them.
///
/// @param keys in byte order
/// @param more whether further ones follow
/// @param foreign how many subjects were met that are no keys of ours
/// @param through the stream's last sequence when they were read
public record KeyList(List<KvKey> keys, boolean more, long foreign, long through) {
  public KeyList {
    keys = List.copyOf(keys);
  }

  /// Which keys.
  ///
  /// @param filter with the server's wildcards
  /// @param after only keys behind this one; null: all
  /// @param most how many at most; the smallest ones
  public record Query(String filter, @Nullable String after, int most) {}

  /// Reads them: a round trip for each 100 000 keys that the filter accepts, of which no more than
  /// that are in memory at once.
  public static KeyList read(Cluster cluster, KvNames names, Query query) {
    var smallest = new TreeSet<KvKey>();
    boolean more = false;
    long foreign = 0;
    long through = 0;
    long offset = 0;
    long total = 1;
    while (offset < total) {
      var answer = ask(cluster, names, query.filter(), offset);
      var state = answer.required("state");
      through = offset == 0 ? Json.number(state, "last_seq") : through;
      total = answer.path("total").asLong(0);
      var subjects = state.path("subjects").fieldNames();
      long before = offset;
      while (subjects.hasNext()) {
        var key = names.key(subjects.next());
        offset++;
        if (key.isEmpty()) {
          foreign++;
        } else if (query.after() == null || key.get().value().compareTo(query.after()) > 0) {
          smallest.add(key.get());
          if (smallest.size() > query.most()) {
            smallest.removeLast();
            more = true;
          }
        }
      }
      if (offset == before) {
        break; // keys were removed meanwhile
      }
    }
    return new KeyList(List.copyOf(smallest), more, foreign, through);
  }

  private static JsonNode ask(Cluster cluster, KvNames names, String filter, long offset) {
    var request = Json.object().put("subjects_filter", names.subject(filter)).put("offset", offset);
    var api = "$JS.API.STREAM.INFO." + names.stream();
    var answer = cluster.request(new Outgoing(api, new MessageHeaders(), Json.bytes(request)));
    try {
      var json = Json.tree(answer.getData());
      var error = json.path("error");
      if (!error.isMissingNode()) {
        var words = error.path("description").asText();
        throw Failures.refused(
            new Refusal(error.path("code").asInt(), error.path("err_code").asInt(), words),
            new IOException(words));
      }
      return json;
    } catch (IOException unreadable) {
      throw Failures.of(unreadable);
    }
  }
}
