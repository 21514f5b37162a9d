package io.edgemq.app;

import io.edgemq.application.ReceiptSigner;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The secret that all processes of a deployment share, as operators write it.
final class ReceiptKey {
  /// Its name in [Secrets].
  static final String NAME = "receipt-key";

  private static final int DIGITS = 2 * ReceiptSigner.KEY_BYTES;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{" + DIGITS + "}");

  private ReceiptKey() {}

  /// The key that is kept or given; made when there is none. Throws [IllegalArgumentException] when
  /// it is none.
  static byte[] keep(Secrets secrets, SecretIds ids) {
    var text =
        secrets.keep(NAME, () -> HexFormat.of().formatHex(ids.bytes(ReceiptSigner.KEY_BYTES)));
    return parse(text, secrets.whereabouts(NAME));
  }

  /// The key in `text`. Throws [IllegalArgumentException] when it is none.
  ///
  /// @param where the text is from
  static byte[] parse(String text, String where) {
    if (!HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the receipt secret in %s is not %d hexadecimal digits".formatted(where, DIGITS));
    }
    return HexFormat.of().parseHex(text);
  }
}
