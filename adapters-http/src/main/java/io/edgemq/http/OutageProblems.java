package io.edgemq.http;

import io.edgemq.domain.Impairment;
import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;

/// The part of [Problems] that is about what cannot be served now.
final class OutageProblems {
  private static final Header RETRY_LATER = HeaderValues.create(HeaderNames.RETRY_AFTER, "10");
  private static final Header RETRY_SOON = HeaderValues.createCached(HeaderNames.RETRY_AFTER, "1");
  private static final Status INSUFFICIENT_STORAGE = Status.create(507, "Insufficient Storage");
  private static final String FULL =
      "The store is full. Nothing was stored. Free some room, then try again.";
  private static final String REFUSED =
      "The store refuses this call. Nothing was stored. Its operator finds the reason in the log.";
  private static final String NO_RESPONDERS =
      "No server of the store answers. Nothing was done. Try again in a moment.";
  private static final String TIMEOUT =
      "The store did not answer in time. The request may have been carried out. Repeat it, with the"
          + " same Idempotency-Key if it had one.";

  private OutageProblems() {}

  /// What an outage of the store means. The client learns no more than that.
  static Problem of(StoreException outage) {
    return switch (outage) {
      case StoreException.Full _ ->
          new Problem(INSUFFICIENT_STORAGE, "store_full", FULL).with(RETRY_LATER);
      case StoreException.Unavailable _ -> storeUnavailable();
      case StoreException.Damaged damaged -> storeDamaged(String.valueOf(damaged.getMessage()));
      case StoreException.Refused _ ->
          new Problem(Status.BAD_GATEWAY_502, "store_refused", REFUSED);
      case StoreException.NoResponders _ ->
          outage(Status.BAD_GATEWAY_502, "store_no_responders", NO_RESPONDERS);
      case StoreException.TimedOut _ ->
          outage(Status.GATEWAY_TIMEOUT_504, "store_timeout", TIMEOUT);
    };
  }

  /// Why the process cannot serve.
  static Problem of(Readiness.NotReady reason) {
    return switch (reason) {
      case Readiness.Starting _ ->
          unavailable("starting", "The process is starting. Try again in a moment.");
      case Readiness.Draining _ -> draining();
      case Readiness.StoreDown _ -> storeUnavailable();
    };
  }

  /// The code with which calls are refused that need what is impaired.
  static String code(Impairment impairment) {
    return switch (impairment) {
      case Impairment.Full _ -> "store_full";
      case Impairment.Damaged _ -> "store_damaged";
    };
  }

  static Problem draining() {
    return unavailable("draining", "The process is going down. Try again elsewhere.");
  }

  static Problem unavailable(String code, String detail) {
    return outage(Status.SERVICE_UNAVAILABLE_503, code, detail);
  }

  private static Problem storeUnavailable() {
    return unavailable("store_unavailable", "The store cannot be reached. Try again later.");
  }

  private static Problem storeDamaged(String part) {
    var detail =
        "A part of the store is damaged: %s. Nothing was stored. Its operator has to repair it."
            .formatted(Texts.printable(part));
    return new Problem(Status.SERVICE_UNAVAILABLE_503, "store_damaged", detail).with(RETRY_LATER);
  }

  private static Problem outage(Status status, String code, String detail) {
    return new Problem(status, code, detail).with(RETRY_SOON);
  }
}
