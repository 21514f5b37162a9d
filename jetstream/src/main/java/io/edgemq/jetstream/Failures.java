package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.support.Status;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// Translates failures of the client library and the server into `StoreException`. Error codes are
/// the server's `err_code`, from its table of JetStream errors.
public final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  /// The server has no message at that sequence or subject.
  public static final int NO_MESSAGE = 10037;

  /// There is no such stream.
  public static final int NO_STREAM = 10059;

  /// Another stream accepts some of the subjects.
  static final int SUBJECTS_OVERLAP = 10065;
  static final int WRONG_LAST_SEQUENCE = 10071;
  static final int WRONG_LAST_SEQUENCE_CONSTANT = 10164;
  static final int KNOWN_ID_IN_BATCH = 10201;
  static final int ID_UNDER_WAY = 10158;
  private static final int NO_RESPONDERS = 503;

  /// The stream is being removed, and stores nothing any more.
  private static final int SEALED = 10109;

  /// JetStream is temporarily unavailable; the server that was asked is not the leader (any more).
  private static final Set<Integer> NO_LEADER = Set.of(10008, 10009);

  /// The account or the server has no memory or storage left; a stream could not store; there are
  /// too many consumers or streams.
  private static final Set<Integer> FULL = Set.of(10002, 10023, 10028, 10047, 10077, 10026, 10027);

  /// JetStream is turned off, for the account or for the server.
  private static final Set<Integer> TURNED_OFF = Set.of(10035, 10039, 10076);

  private Failures() {}

  /// The `StoreException` for `cause`.
  public static StoreException of(Throwable cause) {
    return switch (cause) {
      case StoreException known -> known;
      case ExecutionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case JetStreamApiException refused -> refused(refused);
      case JetStreamStatusException status when isNoResponders(status.getStatus()) ->
          noResponders(status);
      case TimeoutException late -> timedOut(late);
      case CancellationException late -> timedOut(late);
      case IOException broken when isTimeout(broken) -> timedOut(broken);
      default -> new StoreException.Unavailable("the cluster cannot be reached: " + cause, cause);
    };
  }

  private static StoreException refused(JetStreamApiException refused) {
    var description = String.valueOf(refused.getErrorDescription());
    return refused(
        new Refusal(refused.getErrorCode(), refused.getApiErrorCode(), description), refused);
  }

  /// A refusal by the server.
  ///
  /// @param status an HTTP status
  /// @param code its `err_code`
  public record Refusal(int status, int code, String description) {}

  /// The `StoreException` for a refusal.
  public static StoreException refused(Refusal refusal, Exception cause) {
    int code = refusal.code();
    if (FULL.contains(code)) {
      return new StoreException.Full("the cluster has no room left: " + code, cause);
    }
    if (refusal.status() == NO_RESPONDERS
        || code == NO_STREAM
        || code == SEALED
        || NO_LEADER.contains(code)) {
      return noResponders(cause);
    }
    if (TURNED_OFF.contains(code)) {
      return new StoreException.Unavailable(
          "JetStream is not enabled: " + refusal.description(), cause);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "the cluster refuses a call; err_code={0} description={1}",
        Integer.toString(code),
        refusal.description());
    return new StoreException.Refused(
        "the cluster refused: " + code + " " + refusal.description(), cause);
  }

  /// The answer did not come in time.
  public static StoreException timedOut(Throwable cause) {
    return new StoreException.TimedOut(
        "the cluster did not answer in time; the call may still take effect", cause);
  }

  /// Nobody serves the subject that was asked.
  public static StoreException noResponders(Throwable cause) {
    return new StoreException.NoResponders("no server of the cluster answers for this", cause);
  }

  static boolean isNoResponders(Status status) {
    return status.getCode() == NO_RESPONDERS;
  }

  /// The client library shows a timeout only by its message.
  private static boolean isTimeout(IOException broken) {
    return String.valueOf(broken.getMessage()).startsWith("Timeout or no response");
  }
}
