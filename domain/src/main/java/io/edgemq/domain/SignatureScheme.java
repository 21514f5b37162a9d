package io.edgemq.domain;

/// A family of headers that sign a delivery.
public enum SignatureScheme {
  /// `X-MQ-Signature`.
  MQ("mq"),
  /// `webhook-id`, `webhook-timestamp` and `webhook-signature` (Standard Webhooks 1.0.0).
  STANDARD("standard");

  private final String text;

  SignatureScheme(String text) {
    this.text = text;
  }

  /// The name used in JSON.
  public String text() {
    return text;
  }
}
