package io.edgemq.webhook;

/// How far an attempt has come.
enum Stage {
  RESOLVING("resolving the name"),
  CONNECTING("connecting"),
  SECURING("doing the TLS handshake"),
  SENDING("sending the request"),
  WAITING("waiting for the answer");

  private final String text;

  Stage(String text) {
    this.text = text;
  }

  /// What is being done, as the end of a sentence.
  String text() {
    return text;
  }
}
