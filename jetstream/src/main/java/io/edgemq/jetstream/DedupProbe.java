package io.edgemq.jetstream;

import io.nats.client.JetStreamApiException;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Asks a stream whether it knows any of some ids, without storing anything. It sends an atomic
/// batch whose last message can never be stored; the server checks the ids before that. (A single
/// message with an impossible expected last id would also tell, but on a replicated stream of
/// server 2.15.1 it stops every replica for good.)
public final class DedupProbe {
  /// The header that carries a message's id.
  public static final String ID = "Nats-Msg-Id";
  static final String BATCH = "Nats-Batch-Id";
  static final String BATCH_SEQUENCE = "Nats-Batch-Sequence";
  static final String BATCH_COMMIT = "Nats-Batch-Commit";
  private static final String IMPOSSIBLE = "9000000000000000000";
  private static final byte[] NOTHING = new byte[0];

  private DedupProbe() {}

  /// Whether the stream of `subject` had a message with one of these ids within its window, or is
  /// storing one now.
  static boolean ask(Cluster cluster, List<String> ids, String subject) {
    var batch = NUID.nextGlobal();
    var offer = new ArrayList<Outgoing>(ids.size() + 1);
    for (var id : ids) {
      offer.add(part(subject, batch, offer.size() + 1, new MessageHeaders().put(ID, id)));
    }
    var end = new MessageHeaders().put("Nats-Expected-Last-Subject-Sequence", IMPOSSIBLE);
    offer.add(part(subject, batch, offer.size() + 1, end.put(BATCH_COMMIT, "1")));
    try {
      var ack = new PublishAck(cluster.requestLast(offer));
      throw new IllegalStateException("an impossible batch was stored at " + ack.getSeqno());
    } catch (JetStreamApiException refused) {
      return switch (refused.getApiErrorCode()) {
        case Failures.KNOWN_ID_IN_BATCH, Failures.ID_UNDER_WAY -> true;
        case Failures.WRONG_LAST_SEQUENCE, Failures.WRONG_LAST_SEQUENCE_CONSTANT -> false;
        default -> throw Failures.of(refused);
      };
    } catch (IOException unreadable) {
      throw Failures.of(unreadable);
    }
  }

  private static Outgoing part(String subject, String batch, int number, MessageHeaders headers) {
    headers.put(BATCH, batch).put(BATCH_SEQUENCE, Integer.toString(number));
    return new Outgoing(subject, headers, NOTHING);
  }
}
