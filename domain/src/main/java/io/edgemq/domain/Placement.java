package io.edgemq.domain;

import java.util.regex.Pattern;

/// Where a queue or topic wants to live. A store with a single copy keeps it for the day it moves
/// to a cluster, and ignores it until then.
///
/// @param replicas 1, 3 or 5
/// @param geo `auto`, or a placement tag of 1 to 32 lower-case letters, digits or `-`
public record Placement(int replicas, String geo) {
  private static final String ANYWHERE = "auto";

  /// First, because the constants below are checked against it.
  private static final Pattern GEO = Pattern.compile("[a-z0-9-]{1,32}");

  /// Three replicas, anywhere.
  public static final Placement DEFAULT = new Placement(3, ANYWHERE);

  public Placement {
    if (!isLegalReplicas(replicas) || !isLegalGeo(geo)) {
      throw new IllegalArgumentException("not a placement: R" + replicas + " " + geo);
    }
  }

  /// Whether it names no place.
  public boolean isAnywhere() {
    return geo.equals(ANYWHERE);
  }

  /// Whether there can be this many copies.
  public static boolean isLegalReplicas(int replicas) {
    return replicas == 1 || replicas == 3 || replicas == 5;
  }

  /// Whether `text` can be a placement tag.
  public static boolean isLegalGeo(String text) {
    return GEO.matcher(text).matches();
  }
}
