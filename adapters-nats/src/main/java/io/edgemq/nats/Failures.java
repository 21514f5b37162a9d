package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.support.Status;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// What the client's and the server's failures mean for a caller. Error codes are the server's
/// `err_code`, from its table of JetStream errors.
final class Failures {
  static final int NO_MESSAGE = 10037;
  static final int NO_STREAM = 10059;
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int WRONG_LAST_SEQUENCE_CONSTANT = 10164;
  static final int KNOWN_ID_IN_BATCH = 10201;
  static final int ID_UNDER_WAY = 10158;
  private static final int NO_RESPONDERS = 503;

  /// JetStream is temporarily unavailable; the server asked is not the leader (any more).
  private static final Set<Integer> NO_LEADER = Set.of(10008, 10009);

  /// Resources of the account or the server exceeded, of memory or storage; a stream that could not
  /// store; too many consumers or streams.
  private static final Set<Integer> FULL = Set.of(10002, 10023, 10028, 10047, 10077, 10026, 10027);

  private Failures() {}

  /// The failure that `cause` is to a caller.
  static StoreException of(Throwable cause) {
    return switch (cause) {
      case StoreException known -> known;
      case ExecutionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case JetStreamApiException refused -> refused(refused);
      case JetStreamStatusException status when isNoResponders(status.getStatus()) ->
          noResponders(status);
      case TimeoutException late -> timedOut(late);
      case CancellationException late -> timedOut(late);
      case IOException broken when isTimeout(broken) -> timedOut(broken);
      default -> new StoreException.Unavailable("the cluster can not be reached: " + cause, cause);
    };
  }

  private static StoreException refused(JetStreamApiException refused) {
    var description = String.valueOf(refused.getErrorDescription());
    return refused(
        new Refusal(refused.getErrorCode(), refused.getApiErrorCode(), description), refused);
  }

  /// How the server says no.
  ///
  /// @param status as in HTTP
  /// @param code its `err_code`
  record Refusal(int status, int code, String description) {}

  /// The failure that a refusal is to a caller.
  static StoreException refused(Refusal refusal, Exception cause) {
    int code = refusal.code();
    if (FULL.contains(code)) {
      return new StoreException.Full("the cluster has no room left: " + code, cause);
    }
    if (refusal.status() == NO_RESPONDERS || NO_LEADER.contains(code)) {
      return noResponders(cause);
    }
    return new StoreException.Unavailable(
        "the cluster refused: " + code + " " + refusal.description(), cause);
  }

  static StoreException timedOut(Throwable cause) {
    return new StoreException.TimedOut(
        "the cluster did not answer in time; the call may still take effect", cause);
  }

  static StoreException noResponders(Throwable cause) {
    return new StoreException.NoResponders("no server of the cluster answers for this", cause);
  }

  static boolean isNoResponders(Status status) {
    return status.getCode() == NO_RESPONDERS;
  }

  /// The client library says so in words only.
  private static boolean isTimeout(IOException broken) {
    return String.valueOf(broken.getMessage()).startsWith("Timeout or no response");
  }
}
