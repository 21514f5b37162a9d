package io.edgemq.domain.push;

import io.edgemq.domain.Subject;

/// A lane's share of a subscription's subjects. A subject is of the same lane in every process, for
/// as long as the subscription is there.
///
/// @param lane which one, from 0
/// @param lanes how many there are
public record SubjectShare(int lane, int lanes) {
  /// Every subject.
  public static final SubjectShare WHOLE = new SubjectShare(0, 1);

  private static final long FIRST = 0xcbf29ce484222325L;
  private static final long FACTOR = 0x100000001b3L;

  public SubjectShare {
    if (lane < 0 || lane >= lanes) {
      throw new IllegalArgumentException("not a share: " + lane + " of " + lanes);
    }
  }

  /// Whether the messages with `subject` are this lane's.
  public boolean has(Subject subject) {
    return lanes == 1 || Math.floorMod(hash(subject.value()), lanes) == lane;
  }

  /// This lane's equal part of `whole`; the first lanes have what cannot be divided.
  public long of(long whole) {
    return whole / lanes + (lane < whole % lanes ? 1 : 0);
  }

  /// This lane's equal part of `whole`.
  public double of(double whole) {
    return whole / lanes;
  }

  /// FNV-1a, its bits mixed once more, because its low bits alone are alike for like subjects.
  private static long hash(String text) {
    long hash = FIRST;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FACTOR;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }
}
