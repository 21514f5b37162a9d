package io.edgemq.jetstream;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;

/// Answers a server's challenge with an NKey. The seed never leaves the process.
final class NKeyLogin implements AuthHandler {
  private final NKey key;

  NKeyLogin(NKey key) {
    this.key = key;
  }

  @Override
  public byte[] sign(byte[] nonce) {
    try {
      return key.sign(nonce);
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalStateException("the NKey cannot sign", unusable);
    }
  }

  @Override
  public char[] getID() {
    try {
      return key.getPublicKey();
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalStateException("not a valid NKey", unusable);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // null is the client's way to say: no JWT
  public char[] getJWT() {
    return null;
  }
}
