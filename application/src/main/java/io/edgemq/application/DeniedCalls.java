package io.edgemq.application;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts refused calls by the minute and the address that they come from, so that nobody can fill
/// the audit with them. Holds little, however many there are: from so many addresses that they
/// cannot be told apart they are counted together.
final class DeniedCalls {
  /// How many of an address within a minute are written down one by one.
  static final int SINGLE = 10;

  /// How many addresses are told apart within a minute.
  static final int ADDRESSES = 256;

  /// Stands for all the others.
  static final String ELSEWHERE = "elsewhere";

  private final Map<String, Long> counts = new HashMap<>();
  private Instant minute = Instant.MIN;

  /// Refused calls that were not written down one by one.
  record Sum(String address, long calls) {}

  /// Counts a call. Answers whether it is to be written down by itself.
  synchronized boolean isSingle(String address) {
    var known = counts.containsKey(address) || counts.size() < ADDRESSES ? address : ELSEWHERE;
    return counts.merge(known, 1L, Long::sum) <= SINGLE;
  }

  /// Ends the minute that is over at `now`, if there is one. Answers what is to be written down of
  /// it.
  synchronized List<Sum> turn(Instant now) {
    var current = now.truncatedTo(ChronoUnit.MINUTES);
    if (current.equals(minute)) {
      return List.of();
    }
    var sums = end();
    minute = current;
    return sums;
  }

  /// Ends the minute, over or not. Answers what is to be written down of it.
  synchronized List<Sum> end() {
    var sums = new ArrayList<Sum>();
    counts.forEach(
        (address, calls) -> {
          if (calls > SINGLE) {
            sums.add(new Sum(address, calls - SINGLE));
          }
        });
    counts.clear();
    return sums;
  }
}
