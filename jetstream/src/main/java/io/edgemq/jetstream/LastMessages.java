package io.edgemq.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// The last messages of several subjects, as one replica of a stream has them.
///
/// @param through every message up to this sequence was looked at; 0: nobody knows how far
public record LastMessages(List<Entry> entries, long through) {
  private static final String THROUGH = "Nats-UpTo-Sequence";

  public LastMessages {
    entries = List.copyOf(entries);
  }

  /// Reads those of `subjects`, which have no wildcards and are at least one. One round trip.
  /// Throws
  /// `StoreException` when there was no answer.
  public static LastMessages read(Cluster cluster, String stream, List<String> subjects) {
    var all = subjects.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));
    var request = "{\"multi_last\":[" + all + "],\"batch\":" + subjects.size() + "}";
    var answers = cluster.requestMany("$JS.API.DIRECT.GET." + stream, request.getBytes(UTF_8));
    var end = answers.getLast();
    if (Failures.isNoResponders(end.getStatus())) {
      throw Failures.noResponders(new IOException(end.getStatus().getMessage()));
    }
    var through = MessageHeaders.of(end.getHeaders()).first(THROUGH);
    return new LastMessages(
        answers.subList(0, answers.size() - 1).stream().map(Entry::direct).toList(),
        through == null ? 0 : Long.parseLong(through));
  }
}
