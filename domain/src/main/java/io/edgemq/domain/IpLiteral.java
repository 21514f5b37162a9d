package io.edgemq.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses as text, in the forms that no two parsers read differently: four decimal bytes without
/// leading zeros, and IPv6 as RFC 4291 (2.2) writes it, without a zone. So `0x7f.1`, `0177.0.0.1`
/// and `2130706433` are no addresses here.
public final class IpLiteral {
  private static final int GROUPS = 8;
  private static final Pattern DECIMAL =
      Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

  private IpLiteral() {}

  /// The 4 bytes that `text` names; empty when it is not an IPv4 address.
  public static Optional<byte[]> v4(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    var bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (!DECIMAL.matcher(parts[i]).matches()) {
        return Optional.empty();
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Optional.of(bytes);
  }

  /// The 16 bytes that `text` names; empty when it is not an IPv6 address. The last four may be
  /// written as an IPv4 address.
  public static Optional<byte[]> v6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(all -> all.size() == GROUPS).map(IpLiteral::bytes);
    }
    var before = text.substring(0, gap);
    var after = text.substring(gap + 2);
    if (before.contains(".") || text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    return groups(before)
        .flatMap(left -> groups(after).flatMap(right -> filled(left, right)))
        .map(IpLiteral::bytes);
  }

  /// The groups of text without `::`. Those of an IPv4 address, which only the last part may be,
  /// are two.
  private static Optional<List<Integer>> groups(String text) {
    var groups = new ArrayList<Integer>();
    if (text.isEmpty()) {
      return Optional.of(groups);
    }
    var parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (GROUP.matcher(parts[i]).matches()) {
        groups.add(Integer.parseInt(parts[i], 16));
        continue;
      }
      var v4 = i == parts.length - 1 ? v4(parts[i]) : Optional.<byte[]>empty();
      if (v4.isEmpty()) {
        return Optional.empty();
      }
      groups.add(pair(v4.get(), 0));
      groups.add(pair(v4.get(), 2));
    }
    return Optional.of(groups);
  }

  /// All groups, with as many zeros between as `::` stands for: one or more.
  private static Optional<List<Integer>> filled(List<Integer> left, List<Integer> right) {
    int zeros = GROUPS - left.size() - right.size();
    if (zeros < 1) {
      return Optional.empty();
    }
    var all = new ArrayList<>(left);
    for (int i = 0; i < zeros; i++) {
      all.add(0);
    }
    all.addAll(right);
    return Optional.of(all);
  }

  private static byte[] bytes(List<Integer> groups) {
    var bytes = new byte[2 * GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      bytes[2 * i] = (byte) (groups.get(i) >> 8);
      bytes[2 * i + 1] = groups.get(i).byteValue();
    }
    return bytes;
  }

  private static int pair(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /// The one text of an IPv6 address: as RFC 5952 wants it, its last four bytes never as IPv4.
  ///
  /// @param address 16 bytes
  public static String text(byte[] address) {
    int start = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(address, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length < 2
        ? hex(address, 0, GROUPS)
        : hex(address, 0, start) + "::" + hex(address, start + length, GROUPS);
  }

  /// How many groups from `from` on are zero.
  private static int zeros(byte[] address, int from) {
    int to = from;
    while (to < GROUPS && pair(address, 2 * to) == 0) {
      to++;
    }
    return to - from;
  }

  private static String hex(byte[] address, int from, int to) {
    var groups = new ArrayList<String>();
    for (int i = from; i < to; i++) {
      groups.add(Integer.toHexString(pair(address, 2 * i)));
    }
    return String.join(":", groups);
  }
}
