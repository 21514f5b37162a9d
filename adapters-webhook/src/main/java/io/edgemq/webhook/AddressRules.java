package io.edgemq.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which addresses belong to the internet at large: IANA's special-purpose registries (RFC 6890)
/// say which do not. Of IPv6 only global unicast (`2000::/3`) does, with exceptions. Pure.
final class AddressRules {
  private static final List<Cidr> SPECIAL_V4 =
      networks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // carrier-grade NAT
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, metadata of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarking
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  private static final Cidr GLOBAL_V6 = network("2000::/3");

  private static final List<Cidr> SPECIAL_V6 =
      networks(
          "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "3ffe::/16", // the former 6bone
          "3fff::/20"); // documentation

  private static final Cidr COMPATIBLE = network("::/96");
  private static final Cidr LOOPBACK_V6 = network("::/127");
  private static final Cidr TRANSLATED = network("::ffff:0:0:0/96");
  private static final Cidr NAT64 = network("64:ff9b::/96");
  private static final Cidr LOCAL_NAT64 = network("64:ff9b:1::/48");
  private static final Cidr SIX_TO_FOUR = network("2002::/16");
  private static final Cidr TEREDO = network("2001::/32");
  private static final Cidr MAPPED = network("::ffff:0:0/96");
  private static final int V4_LENGTH = 4;

  private AddressRules() {}

  /// Whether anybody on the internet may have `address`. It is what [#canonical] answers.
  static boolean isPublic(byte[] address) {
    return address.length == V4_LENGTH
        ? !isIn(SPECIAL_V4, address)
        : GLOBAL_V6.contains(address) && !isIn(SPECIAL_V6, address);
  }

  /// The address that a packet to `address` goes to: an IPv4-mapped one is that IPv4 address.
  static byte[] canonical(byte[] address) {
    return MAPPED.contains(address) ? tail(address, 12) : address;
  }

  /// The IPv4 addresses that a gateway or tunnel may read out of `address`.
  static List<byte[]> embedded(byte[] address) {
    var found = new ArrayList<byte[]>();
    boolean atTheEnd =
        TRANSLATED.contains(address)
            || NAT64.contains(address)
            || LOCAL_NAT64.contains(address)
            || (COMPATIBLE.contains(address) && !LOOPBACK_V6.contains(address))
            || isIsatap(address);
    if (atTheEnd) {
      found.add(tail(address, 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      found.add(Arrays.copyOfRange(address, 2, 6));
    }
    if (TEREDO.contains(address)) {
      found.add(Arrays.copyOfRange(address, 4, 8));
      found.add(inverted(tail(address, 12)));
    }
    return found;
  }

  /// RFC 5214: an interface id of `0000:5efe` or `0200:5efe` and an IPv4 address.
  private static boolean isIsatap(byte[] address) {
    return address.length != V4_LENGTH
        && (address[8] & ~2) == 0
        && address[9] == 0
        && address[10] == 0x5e
        && address[11] == (byte) 0xfe;
  }

  private static byte[] tail(byte[] address, int from) {
    return Arrays.copyOfRange(address, from, address.length);
  }

  private static byte[] inverted(byte[] bytes) {
    var result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = (byte) ~bytes[i];
    }
    return result;
  }

  private static boolean isIn(List<Cidr> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Cidr> networks(String... texts) {
    return Arrays.stream(texts).map(AddressRules::network).toList();
  }

  private static Cidr network(String text) {
    return Cidr.parse(text).orElseThrow();
  }
}
