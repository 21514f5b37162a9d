package io.edgemq.server;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// One block of a PEM file (RFC 7468). What stands between blocks is a comment.
///
/// @param label what it is, as `CERTIFICATE`
record PemBlock(String label, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);

  /// OpenSSL's own encryption of keys, which says so in a header of the block.
  private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";

  /// The blocks in `text`, in their order. Throws [TlsException] when one is not PEM.
  ///
  /// @param what names the file in the complaint
  static List<PemBlock> in(String text, String what) {
    var blocks = new ArrayList<PemBlock>();
    for (var match = BLOCK.matcher(text); match.find(); ) {
      blocks.add(block(match.group(1), match.group(2), what));
    }
    return blocks;
  }

  private static PemBlock block(String label, String body, String what) {
    if (label.startsWith("ENCRYPTED") || body.contains(ENCRYPTED)) {
      throw new TlsException(
          what + " is encrypted; decrypt it with: openssl pkey -in FILE -out FILE");
    }
    try {
      return new PemBlock(label, Base64.getMimeDecoder().decode(body));
    } catch (IllegalArgumentException malformed) {
      throw new TlsException(what + " is damaged: a " + label + " is not base64", malformed);
    }
  }
}
