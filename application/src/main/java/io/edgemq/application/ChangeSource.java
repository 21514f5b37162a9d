package io.edgemq.application;

import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.ports.out.SourceId;

/// What a topic knows a change stream by: the bucket's name, and its incarnation. Only buckets of
/// the topic's own tenant are told there.
final class ChangeSource {
  private static final int MOST = 64;
  private static final int HASHED = 40;

  private ChangeSource() {}

  /// The id of the source that `stream` is; no other one ever has it.
  static SourceId of(ChangeStream stream) {
    var mark =
        switch (stream.source()) {
          case OWN -> "-";
          case FOREIGN -> "-kv";
        };
    var end = mark + stream.incarnation();
    var name = stream.bucket().name().value();
    return name.length() + end.length() <= MOST
        ? new SourceId(name + end)
        : new SourceId(Sha256.hex(name).substring(0, HASHED) + end);
  }
}
