package io.edgemq.domain.push;

/// What kept an attempt from succeeding.
public enum FailureClass {
  /// No connection could be made.
  CONNECT("connect"),
  /// The endpoint's certificate or its TLS was not acceptable.
  TLS("tls"),
  /// The time of the attempt was up.
  TIMEOUT("timeout"),
  /// The connection broke.
  RESET("reset"),
  /// What came is no HTTP answer.
  PROTOCOL("protocol"),
  /// The answer's status says so.
  STATUS("status"),
  /// The name resolves to an address that nothing is sent to.
  ADDRESS_FORBIDDEN("address_forbidden"),
  /// The name does not resolve.
  UNRESOLVED("unresolved");

  private final String text;

  FailureClass(String text) {
    this.text = text;
  }

  /// The name used in JSON.
  public String text() {
    return text;
  }

  /// The class whose [#text] is `text`.
  ///
  /// @throws IllegalArgumentException when there is none
  public static FailureClass of(String text) {
    for (var value : values()) {
      if (value.text.equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("not a failure class: " + text);
  }
}
