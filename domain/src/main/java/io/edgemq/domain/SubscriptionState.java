package io.edgemq.domain;

/// Whether a subscription delivers.
public enum SubscriptionState {
  /// It does.
  ACTIVE("active"),
  /// It does not, until it is resumed. No message is lost meanwhile.
  PAUSED("paused"),
  /// It does not, because its endpoint said that it takes nothing any more; until it is resumed.
  DISABLED("disabled"),
  /// It is active and cannot deliver, because its target is not there; it goes on when that is. It
  /// is a description of what is: a subscription is never kept in this state.
  FAILING("failing");

  private final String text;

  SubscriptionState(String text) {
    this.text = text;
  }

  /// The name used in JSON.
  public String text() {
    return text;
  }
}
