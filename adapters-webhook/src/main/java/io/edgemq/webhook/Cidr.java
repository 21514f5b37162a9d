package io.edgemq.webhook;

import io.edgemq.domain.IpLiteral;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A network: all addresses that begin with the same bits.
///
/// @param network its first address, 8 or 32 hexadecimal digits
/// @param bits how many bits its addresses share
public record Cidr(String network, int bits) {
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

  public Cidr {
    var bytes = HEX.parseHex(network);
    if ((bytes.length != 4 && bytes.length != 16) || !isFirst(bytes, bits)) {
      throw new IllegalArgumentException("not a network: " + network + "/" + bits);
    }
  }

  /// The network that `text` names, as `10.0.0.0/8` or `fd00::/8`; an address alone is the network
  /// of that one. Empty when it names none, or not by its first address: `10.0.0.1/8` is a mistake.
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    return IpLiteral.v4(address)
        .or(() -> IpLiteral.v6(address))
        .flatMap(bytes -> of(bytes, slash < 0 ? "" + bytes.length * 8 : text.substring(slash + 1)));
  }

  private static Optional<Cidr> of(byte[] address, String length) {
    if (!LENGTH.matcher(length).matches()) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(length);
    return isFirst(address, bits)
        ? Optional.of(new Cidr(HEX.formatHex(address), bits))
        : Optional.empty();
  }

  /// Whether all bits of `address` behind the first `bits` are zero.
  private static boolean isFirst(byte[] address, int bits) {
    return bits >= 0 && bits <= address.length * 8 && Arrays.equals(address, masked(address, bits));
  }

  private static byte[] masked(byte[] address, int bits) {
    var result = new byte[address.length];
    for (int i = 0; i < result.length; i++) {
      int shared = Math.clamp(bits - 8L * i, 0, 8);
      result[i] = (byte) (address[i] & (0xff00 >> shared));
    }
    return result;
  }

  /// Whether `address`, 4 or 16 bytes, is in the network. An address of the other family is not.
  public boolean contains(byte[] address) {
    return address.length * 2 == network.length()
        && HEX.formatHex(masked(address, bits)).equals(network);
  }
}
